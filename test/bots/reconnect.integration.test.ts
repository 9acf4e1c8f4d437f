import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '#protocol/roles.ts'
import { startLiveServer, type LiveServer } from '../../sfu-server/testing/liveServer.ts'
import { toneOf } from '../support/tones.ts'
import { Bot } from './bot.ts'

const tones = Object.values(toneOf)
const LISTEN_MS = 1_300

let live: LiveServer
let bots: Bot[]

beforeEach(async () => {
  live = await startLiveServer()
  bots = []
})

afterEach(async () => {
  for (const bot of bots) bot.close()
  await live.close()
})

async function join(role: Role & keyof typeof toneOf, connectionId?: string): Promise<Bot> {
  const bot = await Bot.join({
    url: live.url,
    ticket: () => live.ticket(live.seatOf(role)),
    tone: toneOf[role],
    tones,
    ...(connectionId ? { connectionId } : {}),
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

async function heardBy(bot: Bot): Promise<number[]> {
  const since = Date.now()
  await sleep(LISTEN_MS)
  return bot.tonesSince(since)
}

function presenceOf(bot: Bot, role: Role): string | undefined {
  return bot.view.seats.find((seat) => seat.role === role)?.presence
}

describe('a connection', () => {
  it('[CONN-3] that is lost for a moment keeps its media, and nobody sees it go', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    const since = Date.now()
    clerk.cutSocket()
    await sleep(500)
    const again = await join('clerk', clerk.connectionId)
    expect(again.notices.welcome?.[0]).toMatchObject({ resumed: true, standing: { sources: ['mic'] } })
    // What it received is offered again, under the ids of before.
    const offered = (bot: Bot) => bot.notices['media.consumer']?.map(({ consumerId }) => consumerId)
    expect(offered(again)).toEqual(offered(clerk))
    expect(again.notices.welcome?.[0]?.standing.consumerIds).toEqual(offered(clerk))
    // The old object still sends on the line of before: the same transport stands.
    await judge.until(() => judge.tonesSince(since + 1_000).includes(toneOf.clerk))
    expect(
      judge.notices.view?.filter(({ view }) => view.seats.some((s) => s.presence === 'reconnecting')),
    ).toEqual([])
  })

  it('[CONN-3] [SEAT-5] that stays away shows as reconnecting, and its microphone comes back as it was', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    clerk.close()
    await judge.until(() => presenceOf(judge, 'clerk') === 'reconnecting', 8_000)
    const again = await join('clerk')
    expect(again.notices.welcome?.[0]?.resumed).toBe(false)
    expect(again.view.you.mayProduce.live).toContain('mic')
    expect(presenceOf(again, 'clerk')).toBe('present')
  })

  it('[CONN-2] from another tab wins, and the older one is told and heard no more', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    await join('clerk')
    await clerk.until(() => !clerk.isConnected)
    expect(clerk.notices.goodbye?.[0]?.error.code).toBe('SUPERSEDED')
    expect(await heardBy(judge)).toEqual([])
  })

  it('[CONN-4] of a muted person comes back muted, whatever it sends', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    await judge.command({ type: 'mute', seatId: clerk.seatId })
    clerk.close()
    const again = await join('clerk')
    await again.startMedia()
    expect(await again.speak()).toMatchObject({ held: true })
    await expect(again.command({ type: 'setMic', on: true })).rejects.toMatchObject({
      code: 'MUTED_BY_COURT',
    })
    expect(await heardBy(judge)).toEqual([])
  })

  it('[CONN-5] ends at once when its login is revoked', async () => {
    const judge = await speaking('presidingJudge')
    const loginId = await live.login(live.seatOf('clerk'))
    const clerk = await Bot.join({
      url: live.url,
      ticket: () => live.ticket(live.seatOf('clerk'), loginId),
      tone: toneOf.clerk,
      tones,
    })
    bots.push(clerk)
    await clerk.startMedia()
    await clerk.command({ type: 'setMic', on: true })
    await clerk.speak()
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    await live.server.logins.revoke(loginId)
    await clerk.until(() => !clerk.isConnected)
    expect(clerk.notices.goodbye?.[0]?.error.code).toBe('NOT_SIGNED_IN')
    expect(await heardBy(judge)).toEqual([])
  })

  it('[CONN-5] [SEAT-3] of somebody removed ends, and they are not let in again', async () => {
    const judge = await speaking('presidingJudge')
    const plaintiff = await join('plaintiff')
    await judge.command({ type: 'admit', seatId: plaintiff.seatId })
    await judge.command({ type: 'remove', seatId: plaintiff.seatId })
    await plaintiff.until(() => !plaintiff.isConnected)
    expect(plaintiff.notices.goodbye?.[0]?.error.code).toBe('REMOVED')
    await expect(join('plaintiff')).rejects.toMatchObject({ code: 'REMOVED' })
  })
})

describe('a server that starts again', () => {
  it('[CONN-6] [CONN-4] brings everybody back as they were, the muted still muted', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    const plaintiff = await join('plaintiff')
    await judge.command({ type: 'admit', seatId: plaintiff.seatId })
    await judge.command({ type: 'mute', seatId: clerk.seatId })
    await live.restart()
    const again = await speaking('presidingJudge')
    expect(presenceOf(again, 'clerk')).toBe('reconnecting')
    expect(again.view.seats.find(({ role }) => role === 'plaintiff')?.admission).toBe('admitted')
    const clerkAgain = await join('clerk')
    await clerkAgain.startMedia()
    expect(await clerkAgain.speak()).toMatchObject({ held: true })
    expect(await heardBy(again)).toEqual([])
  })

  it('[STORE-6] takes up its own sittings at once, under a higher fencing number', async () => {
    await join('presidingJudge')
    await live.restart()
    const sitting = await live.server.registry.open(live.sittingId)
    expect(sitting.engine.fence).toBe(2)
  })
})

describe('a sitting that another writer took over', () => {
  it('[STORE-6] ends its connections, and who comes back finds it again', async () => {
    const judge = await join('presidingJudge')
    await live.server.database.pool.query('UPDATE "SittingLease" SET fence = fence + 1')
    await expect(judge.command({ type: 'cancel' })).rejects.toMatchObject({ code: 'SITTING_ELSEWHERE' })
    await judge.until(() => !judge.isConnected)
    expect(judge.notices.goodbye?.[0]?.error).toMatchObject({ code: 'SITTING_ELSEWHERE', retry: true })
    const again = await join('presidingJudge')
    expect(again.view.phase.name).toBe('lobby')
    expect((await live.server.registry.open(live.sittingId)).engine.fence).toBe(3)
  })
})

describe('a media worker that', () => {
  it('[CONN-7] dies is replaced on the same port, and everybody starts their media again', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    const [before] = live.server.pool.workerPids
    if (before === undefined) throw new Error('No media worker')
    const killedAt = performance.now()
    process.kill(before, 'SIGKILL')
    await judge.until(() => judge.notices['media.restarted'] !== undefined)
    console.info(`clients told ${Math.round(performance.now() - killedAt)} ms after the kill`)
    expect(live.server.pool.workerPids).not.toContain(before)
    for (const bot of [judge, clerk]) {
      await bot.until(() => bot.notices['media.restarted'] !== undefined)
      await bot.startMedia()
      await bot.speak()
    }
    expect(await heardBy(judge)).toEqual([toneOf.clerk])
    expect(judge.view.phase.name).toBe('lobby')
  })

  it('[CONN-7] dies together with its successor is replaced again', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    const dead: number[] = []
    for (let death = 0; death < 2; death++) {
      const pid = await vi.waitUntil(() => live.server.pool.workerPids.find((each) => !dead.includes(each)), {
        timeout: 5_000,
        interval: 1,
      })
      process.kill(pid, 'SIGKILL')
      dead.push(pid)
    }
    for (const bot of [judge, clerk]) {
      await vi.waitFor(() => bot.startMedia(), { timeout: 10_000, interval: 200 })
      await bot.speak()
    }
    expect(await heardBy(judge)).toEqual([toneOf.clerk])
  })

  it('[AUD-2] is slow to take a microphone in lets it be heard that was switched on meanwhile', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await join('clerk')
    await clerk.startMedia()
    const [workerPid] = live.server.pool.workerPids
    if (workerPid === undefined) throw new Error('No media worker')
    process.kill(workerPid, 'SIGSTOP')
    const spoken = clerk.speak()
    await sleep(100)
    await clerk.command({ type: 'setMic', on: true })
    process.kill(workerPid, 'SIGCONT')
    await spoken
    expect(await heardBy(judge)).toEqual([toneOf.clerk])
  })

  it('[CMD-3] or hangs holds a command up for two seconds, and what it takes away stays away', async () => {
    const judge = await speaking('presidingJudge')
    const clerk = await speaking('clerk')
    await judge.until(() => judge.tonesSince(0).includes(toneOf.clerk))
    const [workerPid] = live.server.pool.workerPids
    if (workerPid === undefined) throw new Error('No media worker')
    process.kill(workerPid, 'SIGSTOP')
    try {
      const begun = performance.now()
      await judge.command({ type: 'mute', seatId: clerk.seatId })
      expect(performance.now() - begun).toBeGreaterThan(1_900)
    } finally {
      process.kill(workerPid, 'SIGCONT')
    }
    await sleep(300)
    expect(await heardBy(judge)).toEqual([])
  })
})
