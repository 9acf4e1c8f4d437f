import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { Bot } from './bot.ts'

let live: LiveServer
let recorder: WebSocketServer
let judge: Bot

/** A recorder that greets and accepts, and never says that anything is on disk. */
function startDeafRecorder({
  recorder: { controlPort, rtpIp, rtpPort },
}: LiveServer['config']): WebSocketServer {
  const server = new WebSocketServer({ host: rtpIp, port: controlPort })
  server.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'hello', rtpIp, rtpPort, recorderId: 'deaf' }))
    socket.on('message', (data) => {
      const request = JSON.parse((data as Buffer).toString('utf8')) as {
        revision: number
        label: { sittingId: string }
      }
      const { revision, label } = request
      socket.send(JSON.stringify({ type: 'accepted', sittingId: label.sittingId, revision }))
    })
  })
  return server
}

beforeEach(async () => {
  live = await startLiveServer()
  recorder = startDeafRecorder(live.config)
  judge = await Bot.join({
    url: live.url,
    ticket: () => live.ticket(live.seatOf('presidingJudge')),
    tone: 0,
    tones: [],
  })
})

afterEach(async () => {
  judge.close()
  for (const client of recorder.clients) client.terminate()
  recorder.close()
  await live.close()
})

describe('a recorder that writes nothing', () => {
  it('[SIT-4] lets the opening fall back after ten seconds, with the reason', async () => {
    await judge.until(() => judge.notices.recorder?.at(-1)?.state === 'off', 10_000)
    const begun = performance.now()
    await judge.command({ type: 'open' })
    expect(judge.view.phase.name).toBe('opening')
    await judge.until(() => judge.view.phase.name === 'lobby', 12_000)
    expect(performance.now() - begun).toBeGreaterThan(9_900)
    expect(judge.view.phase).toMatchObject({ lastFailure: 'recorderSilent' })
  })
})
