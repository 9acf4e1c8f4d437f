import type { DeviceChoice, DeviceLists } from './localMediaStore.ts'

/** What the browser offers of cameras, microphones and screens. Rejections carry the browser's error. */
export interface BrowserDevices {
  readonly canChooseSpeaker: boolean
  openCamera(constraints: MediaTrackConstraints): Promise<MediaStreamTrack>
  openMicrophone(constraints: MediaTrackConstraints): Promise<MediaStreamTrack>
  /** Null when the person changed their mind or the browser cannot. */
  openScreen(options: DisplayMediaStreamOptions): Promise<MediaStreamTrack | null>
  list(): Promise<DeviceLists>
  onDevicesChanged(listener: () => void): void
  /** The page is looked at again. */
  onReturned(listener: () => void): void
}

/** Wait for the burst of events that one plugged headset makes. */
const CHANGE_SETTLES_MS = 500

/** The devices of this browser. In an insecure context (http on a LAN) there are none, and it says so. */
export function browserDevices(): BrowserDevices {
  const media = (): MediaDevices => {
    // Typed as always there; missing where the page is not secure.
    const found = navigator.mediaDevices as MediaDevices | undefined
    if (!found) throw new DOMException('Camera and microphone need a secure page', 'SecurityError')
    return found
  }
  return {
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    openCamera: async (video) => first((await media().getUserMedia({ video })).getVideoTracks()),
    openMicrophone: async (audio) => first((await media().getUserMedia({ audio })).getAudioTracks()),
    openScreen: async (options) => {
      try {
        const track = first((await media().getDisplayMedia(options)).getVideoTracks())
        track.contentHint = 'detail'
        return track
      } catch {
        return null
      }
    },
    list: async () => {
      try {
        const found = await media().enumerateDevices()
        const ofKind = (kind: MediaDeviceKind): DeviceChoice[] =>
          found
            .filter((device) => device.kind === kind && device.deviceId !== '')
            .map(({ deviceId, label }) => ({ deviceId, label }))
        return {
          cameras: ofKind('videoinput'),
          microphones: ofKind('audioinput'),
          speakers: ofKind('audiooutput'),
        }
      } catch {
        return { cameras: [], microphones: [], speakers: [] }
      }
    },
    onDevicesChanged: (listener) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      ;(navigator.mediaDevices as MediaDevices | undefined)?.addEventListener('devicechange', () => {
        clearTimeout(timer)
        timer = setTimeout(listener, CHANGE_SETTLES_MS)
      })
    },
    onReturned: (listener) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') listener()
      }),
  }
}

function first(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks
  if (!track) throw new DOMException('The browser gave no track', 'NotFoundError')
  return track
}
