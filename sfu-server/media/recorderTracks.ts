import type { types } from 'mediasoup'
import { v7 as uuidv7 } from 'uuid'
import type { SeatId } from '#protocol/ids.ts'
import type { TrackPlan, TrackSource } from '#protocol/recording/control.ts'
import { recorderCapabilities } from './codecs.ts'
import type { RoomRouter } from './workerPool.ts'

/** What the sitting's lives before this one may have used up; see `TrackMaker`. */
const GENERATIONS_PER_LIFE = 1_000
/** mediasoup takes the highest there is. */
const TOP_LAYERS = { spatialLayer: 9, temporalLayer: 9 }

/** A source to be recorded. */
export interface TakenSource {
  readonly seatId: SeatId | null
  readonly source: TrackSource
  readonly producer: types.Producer
}

/** One consumer of the recorder, from its making to its end. */
export interface RecorderTrack {
  readonly plan: TrackPlan
  readonly consumer: types.Consumer
  readonly producer: types.Producer
}

/** Makes the recorder's consumers, and numbers them for a whole sitting. */
export class TrackMaker {
  readonly #firstGeneration: number
  readonly #generations = new Map<string, number>()

  /** @param fence the lease's number: generations go on rising when the sitting comes to life again elsewhere */
  constructor(fence: number) {
    this.#firstGeneration = (fence - 1) * GENERATIONS_PER_LIFE
  }

  /** A consumer for the recorder, paused until the recorder has said that it stands in its books. */
  async make(
    transport: types.Transport,
    { router }: RoomRouter,
    key: string,
    { seatId, source, producer }: TakenSource,
  ): Promise<RecorderTrack> {
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: recorderCapabilities(router),
      paused: true,
      // Off by default for audio; without it nothing of a lost word would come back.
      enableRtx: true,
      ignoreDtx: false,
    })
    if (consumer.type === 'simulcast') await consumer.setPreferredLayers(TOP_LAYERS)
    const generation = (this.#generations.get(key) ?? this.#firstGeneration) + 1
    this.#generations.set(key, generation)
    return { plan: planOf(consumer, { seatId, source, generation }), consumer, producer }
  }
}

function planOf(
  consumer: types.Consumer,
  { seatId, source, generation }: { seatId: SeatId | null; source: TrackSource; generation: number },
): TrackPlan {
  const { codecs, encodings, rtcp } = consumer.rtpParameters
  const [codec] = codecs
  const ssrc = encodings?.[0]?.ssrc
  if (!codec || ssrc === undefined) throw new Error('A recorder consumer without codec or SSRC')
  return {
    trackId: uuidv7(),
    seatId,
    source,
    kind: consumer.kind,
    generation,
    ssrc,
    payloadType: codec.payloadType,
    mimeType: codec.mimeType,
    clockRate: codec.clockRate,
    cname: rtcp?.cname ?? '',
  }
}
