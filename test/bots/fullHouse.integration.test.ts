import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { seedDemoCity } from '../../prisma/seed/demoCity.ts'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { Bot } from './bot.ts'
import { enterSeat, makeSitting } from './trialEntry.ts'

const FIRST_TONE = 400
const BETWEEN_TONES = 250
const LISTEN_MS = 1_500

let live: LiveServer
const bots: Bot[] = []

beforeAll(async () => {
  live = await startLiveServer()
  await seedDemoCity(live.server.database, systemClock)
})

afterAll(async () => {
  for (const bot of bots) bot.close()
  await live.close()
})

describe('a courtroom with every seat taken', () => {
  it('[AUD-9] [AUD-6] everybody who came in over HTTP hears everybody but themselves and the gallery', async () => {
    const { seats } = await makeSitting(live.url)
    const tones = seats.map((_, index) => FIRST_TONE + index * BETWEEN_TONES)
    for (const [index, { seatId }] of seats.entries()) {
      const ticket = await enterSeat(live.url, seatId)
      const bot = await Bot.join({ url: live.url, ticket, tone: tones[index] ?? 0, tones })
      bots.push(bot)
      await bot.startMedia()
    }
    const judge = bots.find(({ view }) => view.you.role === 'presidingJudge')
    if (!judge) throw new Error('No judge in the sitting')
    for (const { seatId, admission } of judge.view.seats) {
      if (admission === 'waiting') await judge.command({ type: 'admit', seatId })
    }
    const speakers = bots.filter(({ view }) => view.you.role !== 'gallery')
    for (const bot of speakers) {
      await bot.command({ type: 'setMic', on: true })
      await bot.speak()
    }
    const expected = (bot: Bot) => speakers.filter((other) => other !== bot).map(({ tone }) => tone)
    for (const bot of bots) await bot.until(() => bot.tonesSince(0).length === expected(bot).length)
    const since = Date.now()
    await sleep(LISTEN_MS)
    for (const bot of bots) expect(bot.tonesSince(since)).toEqual(expected(bot).toSorted((a, b) => a - b))
  })
})
