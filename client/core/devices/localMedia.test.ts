import { describe, expect, it, vi } from 'vitest'
import type { BrowserDevices } from './browserDevices.ts'
import { LocalMedia } from './localMedia.ts'

function fakeBrowser() {
  const refused = () => Promise.reject(new DOMException('no', 'NotFoundError'))
  return {
    canChooseSpeaker: false,
    openCamera: vi.fn<BrowserDevices['openCamera']>(refused),
    openMicrophone: vi.fn<BrowserDevices['openMicrophone']>(refused),
    openScreen: vi.fn<BrowserDevices['openScreen']>(() => Promise.resolve(null)),
    list: () => Promise.resolve({ cameras: [], microphones: [], speakers: [] }),
    onDevicesChanged: () => {},
    onReturned: () => {},
  }
}

function fakeStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

describe('camera and microphone of this device', () => {
  it('[PI-1] touches neither before the notice was accepted', async () => {
    const browser = fakeBrowser()
    const media = new LocalMedia(browser, { device: null, tab: null })
    await media.openChosen()
    expect(await media.setCameraOpen(true)).toBe(false)
    expect(await media.setMicrophoneOpen(true)).toBe(false)
    media.retryCamera()
    media.retryMicrophone()
    media.chooseCamera('other')
    media.chooseMicrophone('other')
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(browser.openCamera).not.toHaveBeenCalled()
    expect(browser.openMicrophone).not.toHaveBeenCalled()
    expect(media.store.getState().camera.status).toBe('notAsked')
  })

  it('opens what was chosen once it was accepted, and goes on without what is missing', async () => {
    const browser = fakeBrowser()
    const media = new LocalMedia(browser, { device: null, tab: null })
    media.rememberCamera(false)
    media.acceptPrivacy()
    await vi.waitFor(() => expect(media.store.getState().microphone.status).toBe('notFound'))
    expect(browser.openCamera).not.toHaveBeenCalled()
  })

  it('remembers choices on the device and the acceptance in the tab', () => {
    const keep = { device: fakeStorage(), tab: fakeStorage() }
    const before = new LocalMedia(fakeBrowser(), keep)
    before.acceptPrivacy()
    before.chooseSpeaker('headset')
    before.rememberMic(false)
    const reloaded = new LocalMedia(fakeBrowser(), keep)
    expect(reloaded.store.getState()).toMatchObject({
      privacyAccepted: true,
      choices: { speakerId: 'headset', micOn: false },
    })
    const otherTab = new LocalMedia(fakeBrowser(), { ...keep, tab: fakeStorage() })
    expect(otherTab.store.getState().privacyAccepted).toBe(false)
  })
})
