import { describe, expect, it } from 'vitest'
import { entryStep } from './entry.ts'

const off = { admitted: true, micOn: false, cameraOn: false }
const on = { admitted: true, micOn: true, cameraOn: true }
const waiting = { admitted: false, micOn: false, cameraOn: false }

describe('the own seat', () => {
  it('carries out the choices once, when the door opens', () => {
    expect(entryStep(null, waiting, false).applyChoices).toBe(false)
    expect(entryStep(waiting, off, false).applyChoices).toBe(true)
    expect(entryStep(off, off, true).applyChoices).toBe(false)
  })

  it('never opens by itself what is off on the server, after a reconnect or a reload', () => {
    expect(entryStep(null, off, true)).toEqual({ openMic: false, openCamera: false, applyChoices: false })
    expect(entryStep(on, off, true)).toEqual({ openMic: false, openCamera: false, applyChoices: false })
  })

  it('takes up again after a reload what is on on the server', () => {
    expect(entryStep(null, on, true)).toEqual({ openMic: true, openCamera: true, applyChoices: false })
  })

  it("opens the judge's microphone when 开庭 switches it on", () => {
    expect(entryStep(off, { ...off, micOn: true }, true).openMic).toBe(true)
  })

  it('leaves alone what stays on', () => {
    expect(entryStep(on, on, true)).toEqual({ openMic: false, openCamera: false, applyChoices: false })
  })
})
