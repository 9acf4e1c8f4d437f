import { api } from '../api.ts'
import type { LocalMedia } from '../devices/localMedia.ts'
import type { LocalMediaState } from '../devices/localMediaStore.ts'
import type { DeviceState } from '../devices/state.ts'
import { beat } from '../link/heartbeat.ts'
import { watchBrowserHints, watchNetworkChange } from '../link/hints.ts'
import { Link } from '../link/link.ts'
import { Outbox } from '../link/outbox.ts'
import { openSocketIo } from '../link/socket.ts'
import { MediaEngine } from '../media/mediaEngine.ts'
import type { LocalTrack, LocalTracks } from '../media/plan.ts'
import type { AskServer } from '../media/ports.ts'
import { Preferences } from '../media/preferences.ts'
import { Sound } from '../media/sound.ts'
import { followOwnSeat } from './enter.ts'
import { RemoteTracks } from './remoteTracks.ts'
import type { SeatAddress, SeatStore } from './seatStore.ts'
import type { SeatSession } from './types.ts'

/** Two heartbeats and a little: a line that was not heard for longer is not to be relied on. */
const LINE_ANSWERS_MS = 4_500

/** Enters a seat: line, view, sound and pictures, until `close`. All that is known goes into the store. */
export function openSeatSession(address: SeatAddress, store: SeatStore, media: LocalMedia): SeatSession {
  const { handle, seatId } = address
  const link = new Link({
    ticket: () => api.ticket(handle, seatId),
    openSocket: openSocketIo,
    watchHints: watchBrowserHints,
  })
  const outbox = new Outbox((request) => link.request('command', request))
  const ask: AskServer = (name, input, heard) => link.request(name, input, undefined, heard)
  const preferences = new Preferences(ask)
  const sound = new Sound((soundBlocked) => store.setState({ soundBlocked }))
  const remote = new RemoteTracks((remoteTracks) => store.setState({ remoteTracks }))
  const engine = new MediaEngine({
    ask,
    lineIsLive: () => link.state.status === 'live',
    lineAnswers: () => link.state.status === 'live' && Date.now() - link.lastHeardAt < LINE_ANSWERS_MS,
    stateChanged: (state) => store.setState({ media: state }),
    receivedChanged: (received) => {
      remote.handleReceived(received)
      sound.handleReceived(received)
      preferences.handleReceived(received)
    },
    stalledChanged: (consumerIds) => remote.handleStalled(consumerIds),
    isPaused: (consumerId) => preferences.isPaused(consumerId),
  })
  const command: SeatSession['command'] = (wanted) => outbox.submit(wanted)

  const feed = (local: LocalMediaState) => {
    engine.handleTracks(localTracks(local))
    sound.chooseSpeaker(local.choices.speakerId)
  }
  const stops = [
    beat(link, (clockOffsetMs) => store.setState({ clockOffsetMs })),
    watchNetworkChange(() => engine.handleHint()),
    media.store.subscribe(feed),
    followOwnSeat(seatId, store, media, { command }),
  ]
  feed(media.store.getState())

  link.on('state', (state) => {
    store.setState({ link: state })
    if (state.status === 'ended') {
      outbox.handleEnded(state.error)
      engine.close()
      media.release()
    } else if (state.status !== 'live') outbox.handleLost()
  })
  let viewVersion = -1
  link.on('welcome', (welcome) => {
    viewVersion = -1
    engine.handleWelcome(welcome)
    preferences.handleResumed()
    outbox.handleLive()
  })
  link.on('view', ({ version, view }) => {
    if (version < viewVersion) return
    viewVersion = version
    store.setState({ view })
    engine.handleView(view)
  })
  link.on('malformed', (name) => {
    // In mid-hearing one bad notice is no reason to send anybody out; without any view there is nothing to show.
    const isVital = name === 'welcome' || name === 'view'
    if (isVital && !store.getState().view) {
      link.giveUp({ code: 'OUTDATED_CLIENT', retry: false, parameters: {} })
    }
  })
  link.on('media.consumer', (offer) => engine.handleOffer(offer))
  link.on('media.consumerClosed', ({ consumerId }) => engine.handleConsumerClosed(consumerId))
  link.on('media.producerClosed', ({ source }) => engine.handleProducerClosed(source))
  link.on('media.producerHeld', ({ source, held }) => engine.handleProducerHeld(source, held))
  link.on('media.restarted', (notice) => engine.handleServerRestarted(notice))
  link.on('recorder', (recorder) => store.setState({ recorder }))
  link.on('levels', ({ levels, speaker }) =>
    store.setState({
      levels: Object.fromEntries(levels.map(({ seatId, level }) => [seatId, level])),
      speaker,
    }),
  )
  link.begin()

  return {
    command,
    show: (holder, seatId, source, size) => preferences.show(holder, seatId, source, size),
    forget: (holder) => preferences.forget(holder),
    unblockSound: () => sound.unblock(),
    close: () => {
      for (const stop of stops) stop()
      engine.close()
      preferences.close()
      sound.close()
      outbox.handleEnded({ code: 'UNAVAILABLE', retry: true, parameters: {} })
      link.close()
    },
  }
}

function localTracks({ microphone, camera, screen }: LocalMediaState): LocalTracks {
  return {
    mic: localTrack(microphone),
    camera: localTrack(camera),
    screen: screen && { track: screen, silent: false },
  }
}

function localTrack(device: DeviceState): LocalTrack | null {
  return device.status === 'live' ? { track: device.track, silent: device.silent } : null
}
