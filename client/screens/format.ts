import { format } from 'date-fns'
import type { TFunction } from 'i18next'
import type { Role, Side } from '#protocol/roles.ts'

const MINUTE_S = 60
const HOUR_S = 3_600
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A length of time as h:mm:ss, seconds cut off: a running counter never shows a second that is not over. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${Math.floor(seconds / HOUR_S)}:${pad(Math.floor((seconds % HOUR_S) / MINUTE_S))}:${pad(seconds % MINUTE_S)}`
}

/** A size in bytes, for people. */
export function fileSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
    value /= 1_024
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${BYTE_UNITS[unit]}`
}

/** Day and time, where the reader is. */
export function dateTime(at: number): string {
  return format(at, 'yyyy-MM-dd HH:mm')
}

/** The day, where the reader is. */
export function day(at: number): string {
  return format(at, 'yyyy-MM-dd')
}

/** The time of the day, where the reader is. */
export function timeOfDay(at: number): string {
  return format(at, 'HH:mm')
}

/** The time of the day to the second. */
export function clockTime(at: number): string {
  return format(at, 'HH:mm:ss')
}

/** Whether two instants are on one day, where the reader is. */
export function sameDay(a: number, b: number): boolean {
  return day(a) === day(b)
}

/** A seat's title as it stands on its plate: counsel carry their side. */
export function seatTitle(t: TFunction, role: Role, side?: Side): string {
  if (role === 'agent' && side === 'plaintiff') return t('roles.agentPlaintiff')
  if (role === 'agent' && side === 'defendant') return t('roles.agentDefendant')
  return t(`roles.${role}`)
}
