import { describe, expect, it } from 'vitest'
import { entryStep } from './entry.ts'

const off = { admitted: true, over: false, micOn: false, cameraOn: false }
const on = { ...off, micOn: true, cameraOn: true }
const waiting = { ...off, admitted: false }
const nothing = { mic: null, camera: null, applyChoices: false }

describe('the own seat', () => {
  it('carries out the choices once, when the door opens', () => {
    expect(entryStep(null, waiting, false)).toEqual(nothing)
    expect(entryStep(waiting, off, false)).toEqual({ ...nothing, applyChoices: true })
    expect(entryStep(off, off, true)).toEqual(nothing)
  })

  it('[MEDIA-4] never opens by itself what is off on the server, after a reconnect or a reload', () => {
    expect(entryStep(null, off, true)).toEqual(nothing)
  })

  it('takes up again after a reload what is on on the server', () => {
    expect(entryStep(null, on, true)).toEqual({ mic: true, camera: true, applyChoices: false })
  })

  it("[SIT-6] opens the judge's microphone when 开庭 switches it on", () => {
    expect(entryStep(off, { ...off, micOn: true }, true)).toEqual({ ...nothing, mic: true })
  })

  it('[SEAT-9] closes what the court switched off, and what is on when somebody is sent out', () => {
    expect(entryStep(on, { ...on, micOn: false }, true)).toEqual({ ...nothing, mic: false })
    expect(entryStep(on, { ...on, admitted: false }, true)).toEqual({ ...nothing, mic: false, camera: false })
  })

  it('leaves alone what stays on, and does nothing after the end', () => {
    expect(entryStep(on, on, true)).toEqual(nothing)
    expect(entryStep(null, { ...off, over: true }, false)).toEqual(nothing)
  })
})
