import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { toneOf } from '../support/tones.ts'
import { Bot } from './bot.ts'
import { RecorderProcess } from './recorderProcess.ts'

const tones = Object.values(toneOf)

let live: LiveServer
let recorder: RecorderProcess
let judge: Bot

beforeAll(async () => {
  live = await startLiveServer()
  judge = await Bot.join({
    url: live.url,
    ticket: () => live.ticket(live.seatOf('presidingJudge')),
    tone: toneOf.presidingJudge,
    tones,
  })
})

afterAll(async () => {
  judge.close()
  await recorder?.close()
  await live.close()
})

function recorderState() {
  return judge.notices.recorder?.at(-1)?.state
}

/** Consumers on transports that are not a person's: those of the recorder. */
async function recorderConsumers(): Promise<number> {
  const sitting = await live.server.registry.open(live.sittingId)
  return sitting.recordedTracks.length
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
    expect(await recorderConsumers()).toBe(0)
  })

  it('[REC-1] proves the path, and the session begins', async () => {
    const begun = performance.now()
    await judge.command({ type: 'open' })
    await judge.until(() => judge.view.phase.name === 'inSession', 10_000)
    console.info(`opening took ${Math.round(performance.now() - begun)} ms`)
    await judge.until(() => recorderState() === 'writing')
    expect(await recorderConsumers()).toBe(2)
  })

  it('[AUD-10] has no consumer in a recess', async () => {
    await judge.command({ type: 'pause', reason: 'recess' })
    expect(await recorderConsumers()).toBe(0)
    expect(recorderState()).toBe('offRecord')
    await judge.command({ type: 'resume' })
    await judge.until(() => judge.view.phase.name === 'inSession', 10_000)
    expect(await recorderConsumers()).toBe(2)
  })

  it('comes back after a kill, and the session goes on', async () => {
    await recorder.kill()
    await judge.until(() => recorderState() === 'degraded', 10_000)
    recorder = new RecorderProcess(live.environment)
    await judge.until(() => recorderState() === 'writing', 10_000)
    expect(judge.view.phase.name).toBe('inSession')
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
    expect(await recorderConsumers()).toBe(0)
    const row = await live.server.database.prisma.recording.findUnique({
      where: { sittingId: live.sittingId },
    })
    expect(row?.startedAt).not.toBeNull()
  })
})
