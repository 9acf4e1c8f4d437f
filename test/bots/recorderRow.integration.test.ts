import { setTimeout as sleep } from 'node:timers/promises'
import { observer } from 'mediasoup'
import type { types } from 'mediasoup'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#protocol/roles.ts'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { toneOf } from '../support/tones.ts'
import { Bot } from './bot.ts'
import { RecorderProcess } from './recorderProcess.ts'

const tones = Object.values(toneOf)

const LISTEN_MS = 1_300
/** All plain transports of the media server and what they send, watched through mediasoup's own observers. */
const plainTransports = new Set<{ transport: types.PlainTransport; consumers: Set<string> }>()

let live: LiveServer
let recorder: RecorderProcess
let judge: Bot
const bots: Bot[] = []

beforeAll(async () => {
  observer.on('newworker', (worker) => worker.observer.on('newrouter', watchRouter))
  live = await startLiveServer()
  judge = await join('presidingJudge')
})

afterAll(async () => {
  for (const bot of bots) bot.close()
  await recorder?.close()
  await live.close()
})

function watchRouter(router: types.Router): void {
  router.observer.on('newtransport', (transport) => {
    if (transport.type !== 'plain') return
    const watched = { transport: transport as types.PlainTransport, consumers: new Set<string>() }
    plainTransports.add(watched)
    transport.observer.once('close', () => plainTransports.delete(watched))
    transport.observer.on('newconsumer', (consumer) => {
      watched.consumers.add(consumer.id)
      consumer.observer.once('close', () => watched.consumers.delete(consumer.id))
    })
  })
}

function recorderState() {
  return judge.notices.recorder?.at(-1)?.state
}

async function join(role: Role & keyof typeof toneOf): Promise<Bot> {
  const bot = await Bot.join({
    url: live.url,
    ticket: () => live.ticket(live.seatOf(role)),
    tone: toneOf[role],
    tones,
  })
  bots.push(bot)
  return bot
}

async function speaking(role: Role & keyof typeof toneOf): Promise<Bot> {
  const bot = await join(role)
  await bot.startMedia()
  await bot.command({ type: 'setMic', on: true })
  await bot.speak()
  return bot
}

/** Counted in the media server itself: open consumers on transports that lead to the recorder's port. */
function recorderConsumers(): number {
  return [...plainTransports]
    .filter(({ transport }) => transport.tuple.remotePort === live.config.recorder.rtpPort)
    .reduce((sum, { consumers }) => sum + consumers.size, 0)
}

describe('the recorder', () => {
  it('[REC-1] that is down lets nothing start, and the judge is told at once', async () => {
    expect(recorderState()).toBe('failed')
    await expect(judge.command({ type: 'open' })).rejects.toMatchObject({ code: 'RECORDER_NOT_READY' })
    expect(judge.view.phase.name).toBe('lobby')
  })

  it('[AUD-10] has no consumer in the lobby, though people speak', async () => {
    recorder = new RecorderProcess(live.environment)
    await judge.until(() => recorderState() === 'off', 10_000)
    await judge.startMedia()
    await judge.command({ type: 'setMic', on: true })
    await judge.speak()
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(clerk.tone))
    expect(recorderConsumers()).toBe(0)
  })

  it('[REC-1] proves the path, and the session begins', async () => {
    const begun = performance.now()
    await judge.command({ type: 'open' })
    await judge.until(() => judge.view.phase.name === 'inSession', 10_000)
    console.info(`opening took ${Math.round(performance.now() - begun)} ms`)
    await judge.until(() => recorderState() === 'writing')
    expect(recorderConsumers()).toBe(3)
  })

  it('[AUD-10] has no consumer in a recess, and [AUD-7] nobody hears anybody', async () => {
    await judge.command({ type: 'pause', reason: 'recess' })
    expect(recorderConsumers()).toBe(0)
    expect(recorderState()).toBe('offRecord')
    const since = Date.now()
    await sleep(LISTEN_MS)
    for (const bot of bots) expect(bot.packetsSince(since)).toBe(0)
    await judge.command({ type: 'resume' })
    await judge.until(() => judge.view.phase.name === 'inSession', 10_000)
    await judge.until(() => recorderConsumers() === 3)
    const resumedAt = Date.now()
    await judge.until(() => judge.tonesSince(resumedAt).length === 1)
  })

  it('[AUD-3] has no consumer of somebody whom the court silenced', async () => {
    await judge.command({ type: 'mute', seatId: live.seatOf('clerk') })
    expect(recorderConsumers()).toBe(2)
  })

  it('comes back after a kill, and the session goes on', async () => {
    await recorder.kill()
    await judge.until(() => recorderState() === 'degraded', 10_000)
    recorder = new RecorderProcess(live.environment)
    await judge.until(() => recorderState() === 'writing', 10_000)
    expect(judge.view.phase.name).toBe('inSession')
  })

  it('[CONN-7] goes on writing when the media worker dies', async () => {
    const [workerPid] = live.server.pool.workerPids
    if (workerPid === undefined) throw new Error('No media worker')
    process.kill(workerPid, 'SIGKILL')
    await judge.until(() => judge.notices['media.restarted'] !== undefined)
    await judge.startMedia()
    await judge.speak()
    // Probe and judge; the clerk has not come back with media.
    await judge.until(() => recorderConsumers() === 2)
    const since = Date.now()
    await judge.until(() => (judge.notices.recorder?.at(-1)?.lastFsyncAt ?? 0) > since + 500, 10_000)
    expect(recorderState()).toBe('writing')
    expect(judge.view.phase.name).toBe('inSession')
  })

  it('[SIT-11] goes on writing when the server starts again, and so does the session', async () => {
    for (const bot of bots.splice(0)) bot.close()
    await live.restart()
    judge = await speaking('presidingJudge')
    await judge.until(() => recorderState() === 'writing', 10_000)
    expect(judge.view.phase.name).toBe('inSession')
    expect(recorderConsumers()).toBe(2)
  })

  it('[SIT-7] that stays silent pauses the hearing', async () => {
    await recorder.kill()
    await judge.until(() => judge.view.phase.name === 'paused', 15_000)
    expect(judge.view.phase).toMatchObject({ reason: 'recorderSilent' })
    recorder = new RecorderProcess(live.environment)
    await judge.until(() => recorderState() === 'offRecord', 10_000)
  })

  it('[JRN-8] seals the journal when the sitting closes', async () => {
    await judge.command({ type: 'close' })
    await judge.until(() => recorderState() === 'sealed', 10_000)
    expect(recorderConsumers()).toBe(0)
    const row = await live.server.database.prisma.recording.findUnique({
      where: { sittingId: live.sittingId },
    })
    expect(row?.startedAt).not.toBeNull()
  })
})
