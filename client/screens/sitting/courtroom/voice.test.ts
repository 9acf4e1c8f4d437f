import { expect, it } from 'vitest'
import { plaintiffSeat, viewFixture } from '../fixtures.ts'
import { voiceOf, type Voice } from './voice.ts'

const view = (seat: Partial<typeof plaintiffSeat>, change: Parameters<typeof viewFixture>[1] = {}) =>
  viewFixture(plaintiffSeat, { seats: [{ ...plaintiffSeat, ...seat }], ...change })

const you = (live: ('mic' | 'camera')[], held: ('mic' | 'camera')[]) => ({
  you: { ...viewFixture(plaintiffSeat).you, mayProduce: { live, held } },
})
const held = you([], ['mic'])
const since = 0

it.each<[string, Voice, ReturnType<typeof viewFixture>, boolean, connected?: boolean]>([
  ['a line that is down', 'connecting', view({}), true, false],
  ['the court before a line that is down', 'mutedByCourt', view({ courtMuted: true }, held), true, false],
  ['an open microphone', 'live', view({}), true],
  ['the own switch', 'off', view({ micOn: false }, held), true],
  ['the court before the own switch', 'mutedByCourt', view({ courtMuted: true, micOn: false }, held), true],
  ['the court before a missing device', 'mutedByCourt', view({ courtMuted: true }, held), false],
  ['a missing device', 'noDevice', view({}), false],
  ['no floor', 'heldNoFloor', view({}, held), true],
  [
    'the recess',
    'recess',
    view({}, { ...held, phase: { name: 'paused', since, reason: 'recess', lastFailure: null } }),
    true,
  ],
  ['the opening', 'held', view({}, { ...held, phase: { name: 'opening', since } }), true],
  ['a seat without a microphone', 'none', view({}, you([], [])), true],
])('names %s as the reason', (_what, voice, shown, works, connected = true) => {
  expect(voiceOf(shown, works, connected)).toBe(voice)
})
