import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { Bot } from './bot.ts'

let live: LiveServer
let bot: Bot

beforeAll(async () => {
  live = await startLiveServer({ MODE: 'production', PUBLIC_URL: 'https://court.example' })
  const seatId = live.seatOf('presidingJudge')
  bot = await Bot.join({ url: live.url, ticket: () => live.ticket(seatId), tone: 0, tones: [] })
})

afterAll(async () => {
  bot?.close()
  await live.close()
})

describe('a bot', () => {
  it('gets no media without encryption outside trial mode', async () => {
    await expect(bot.startMedia()).rejects.toMatchObject({ code: 'TRIAL_ONLY' })
  })
})
