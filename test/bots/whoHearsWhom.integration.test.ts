import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#protocol/roles.ts'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { toneOf } from '../support/tones.ts'
import { Bot } from './bot.ts'

const tones = Object.values(toneOf)
/** Two periods of the tones: whoever is audible is heard in it. */
const LISTEN_MS = 1_300

let live: LiveServer
const bots = new Map<Role, Bot>()

beforeAll(async () => {
  live = await startLiveServer()
})

afterAll(async () => {
  for (const bot of bots.values()) bot.close()
  await live.close()
})

async function join(role: Role): Promise<Bot> {
  const seatId = live.seatOf(role)
  const tone = role in toneOf ? toneOf[role as keyof typeof toneOf] : 0
  const bot = await Bot.join({ url: live.url, ticket: () => live.ticket(seatId), tone, tones })
  bots.set(role, bot)
  await bot.startMedia()
  return bot
}

function of(role: Role): Bot {
  const bot = bots.get(role)
  if (!bot) throw new Error(`${role} has not joined`)
  return bot
}

/** Everybody's ears for a while: role -> tones heard. */
async function listen(): Promise<Partial<Record<Role, number[]>>> {
  const since = Date.now()
  await new Promise((resolve) => setTimeout(resolve, LISTEN_MS))
  return Object.fromEntries([...bots].map(([role, bot]) => [role, bot.tonesSince(since)]))
}

describe('who hears whom', () => {
  it('[AUD-9] everybody who is let in hears everybody else, before anything is proved by silence', async () => {
    const judge = await join('presidingJudge')
    const clerk = await join('clerk')
    const plaintiff = await join('plaintiff')
    const gallery = await join('gallery')
    await judge.command({ type: 'admit', seatId: plaintiff.seatId })
    await clerk.command({ type: 'admit', seatId: gallery.seatId })
    for (const bot of [judge, clerk, plaintiff]) {
      await bot.command({ type: 'setMic', on: true })
      await bot.speak()
    }
    await gallery.until(() => gallery.tonesSince(0).length === 3)
    const { presidingJudge, clerk: clerkTone, plaintiff: plaintiffTone } = toneOf
    expect(await listen()).toEqual({
      presidingJudge: [clerkTone, plaintiffTone],
      clerk: [presidingJudge, plaintiffTone],
      plaintiff: [presidingJudge, clerkTone],
      gallery: [presidingJudge, clerkTone, plaintiffTone],
    })
  })

  it('[AUD-1] who waits hears nobody and cannot send', async () => {
    const defendant = await join('defendant')
    await expect(defendant.speak()).rejects.toMatchObject({ code: 'MEDIA_NOT_GRANTED' })
    const since = Date.now()
    await listen()
    expect(defendant.packetsSince(since)).toBe(0)
    expect(defendant.notices['media.consumer']).toBeUndefined()
  })

  it('[AUD-6] the gallery cannot send', async () => {
    await expect(of('gallery').speak()).rejects.toMatchObject({ code: 'MEDIA_NOT_GRANTED' })
  })

  it('[AUD-3] a muted person is heard nowhere once the command is answered', async () => {
    await of('presidingJudge').command({ type: 'mute', seatId: of('plaintiff').seatId })
    const heard = await listen()
    for (const role of ['presidingJudge', 'clerk', 'gallery'] as const) {
      expect(heard[role]).not.toContain(toneOf.plaintiff)
    }
    expect(heard.gallery).toEqual([toneOf.presidingJudge, toneOf.clerk])
  })

  it('[SEAT-9] and is heard again only after the court and they themselves want it', async () => {
    await of('presidingJudge').command({ type: 'unmute', seatId: of('plaintiff').seatId })
    expect((await listen()).clerk).toEqual([toneOf.presidingJudge])
    await of('plaintiff').command({ type: 'setMic', on: true })
    expect((await listen()).clerk).toEqual([toneOf.presidingJudge, toneOf.plaintiff])
  })

  it('[AUD-1] who is sent back to the waiting room hears nobody and is heard nowhere', async () => {
    const plaintiff = of('plaintiff')
    await of('clerk').command({ type: 'dismiss', seatId: plaintiff.seatId })
    const since = Date.now()
    const heard = await listen()
    expect(plaintiff.packetsSince(since)).toBe(0)
    expect(heard.presidingJudge).toEqual([toneOf.clerk])
    expect(heard.gallery).toEqual([toneOf.presidingJudge, toneOf.clerk])
  })

  it('[AUD-12] who leaves is heard nowhere', async () => {
    await of('clerk').command({ type: 'leave' })
    const heard = await listen()
    expect(heard.presidingJudge).toEqual([])
    expect(heard.gallery).toEqual([toneOf.presidingJudge])
  })
})
