import { describe, expect, it } from 'vitest'
import { intentFor, type LocalTracks } from './plan.ts'

const track = { kind: 'audio' } as MediaStreamTrack
const open: LocalTracks = { mic: { track, silent: false }, camera: null, screen: null }
const silent: LocalTracks = { mic: { track, silent: true }, camera: null, screen: null }
const none: LocalTracks = { mic: null, camera: null, screen: null }

const live = { live: ['mic' as const], held: [] }
const held = { live: [], held: ['mic' as const] }
const nothing = { live: [], held: [] }

describe('what is sent of the microphone', () => {
  it('[MEDIA-4] is heard only when the court lets it and the person opened it', () => {
    expect(intentFor('mic', live, open)).toEqual({ send: true, track, open: true })
  })

  it('[MEDIA-4] is silence while held, and while the person switched it off', () => {
    expect(intentFor('mic', held, open)).toEqual({ send: true, track, open: false })
    expect(intentFor('mic', live, silent)).toEqual({ send: true, track, open: false })
  })

  it('is nothing without a device, without leave, and before the first view', () => {
    expect(intentFor('mic', live, none)).toEqual({ send: false })
    expect(intentFor('mic', nothing, open)).toEqual({ send: false })
    expect(intentFor('mic', null, open)).toEqual({ send: false })
  })
})
