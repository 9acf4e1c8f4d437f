import type { Received } from '../media/receiver.ts'
import { trackKey, type RemoteTrack, type TrackKey } from './seatStore.ts'

/** What comes in, as the screens see it: by seat and source. */
export class RemoteTracks {
  readonly #publish: (tracks: Readonly<Record<TrackKey, RemoteTrack>>) => void
  #received: readonly Received[] = []
  #stalled = ''

  constructor(publish: (tracks: Readonly<Record<TrackKey, RemoteTrack>>) => void) {
    this.#publish = publish
  }

  handleReceived(received: readonly Received[]): void {
    this.#received = received
    this.#tell()
  }

  handleStalled(consumerIds: readonly string[]): void {
    const stalled = consumerIds.join()
    if (stalled === this.#stalled) return
    this.#stalled = stalled
    this.#tell()
  }

  /** Of two for one source the newer offer counts: the older one is about to be closed. */
  #tell(): void {
    const stalled = new Set(this.#stalled.split(','))
    const tracks: Record<TrackKey, RemoteTrack> = {}
    for (const { seatId, source, consumerId, consumer } of this.#received) {
      tracks[trackKey(seatId, source)] = { track: consumer.track, stalled: stalled.has(consumerId) }
    }
    this.#publish(tracks)
  }
}
