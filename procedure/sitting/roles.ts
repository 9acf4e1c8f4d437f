import type { Role } from '#protocol/roles.ts'

/** What a role carries by itself (court-rules §11); everything else is granted for the moment. */
interface RoleRights {
  /** Takes its place without being let in. */
  readonly entersFreely: boolean
  /** Speaks in session without being given the floor. */
  readonly speaksFreely: boolean
  /** May have a microphone and a camera at all. */
  readonly sends: boolean
  /** May be given the floor, and so raises a hand. */
  readonly takesFloor: boolean
  readonly sharesFreely: boolean
  /** Opens, pauses, closes, gives the floor, sends away. */
  readonly chairs: boolean
  /** Lets people in, excuses them, silences them. */
  readonly keepsDoor: boolean
}

const party: RoleRights = {
  entersFreely: false,
  speaksFreely: false,
  sends: true,
  takesFloor: true,
  sharesFreely: false,
  chairs: false,
  keepsDoor: false,
}

export const roleRights: Readonly<Record<Role, RoleRights>> = {
  presidingJudge: {
    entersFreely: true,
    speaksFreely: true,
    sends: true,
    takesFloor: false,
    sharesFreely: true,
    chairs: true,
    keepsDoor: true,
  },
  clerk: {
    entersFreely: true,
    speaksFreely: true,
    sends: true,
    takesFloor: false,
    sharesFreely: true,
    chairs: false,
    keepsDoor: true,
  },
  plaintiff: party,
  defendant: party,
  agent: party,
  gallery: {
    entersFreely: false,
    speaksFreely: false,
    sends: false,
    takesFloor: false,
    sharesFreely: false,
    chairs: false,
    keepsDoor: false,
  },
}

/** Bench and clerk: they see who waits, and nobody sends them away. */
export function isOfficer(role: Role): boolean {
  return roleRights[role].keepsDoor
}
