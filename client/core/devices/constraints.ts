/** A modest picture: 58 courtrooms share the server, and phones stay cool. */
const CAMERA_WIDTH = 640
const CAMERA_HEIGHT = 360
const CAMERA_FRAME_RATE = 15

/** What to ask of a camera. `deviceId` null: any; on a phone the one that faces the person. */
export function cameraConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    width: { ideal: CAMERA_WIDTH },
    height: { ideal: CAMERA_HEIGHT },
    frameRate: { ideal: CAMERA_FRAME_RATE, max: 30 },
    ...(deviceId === null ? { facingMode: 'user' } : { deviceId: { exact: deviceId } }),
  }
}

/** What to ask of a microphone: a person at a desk without headphones is the usual case. */
export function microphoneConstraints(deviceId: string | null): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: { ideal: 1 },
    ...(deviceId === null ? {} : { deviceId: { exact: deviceId } }),
  }
}

/** What to ask of a shared screen: letters must stay readable, movement may stutter. */
export const screenConstraints: DisplayMediaStreamOptions = {
  video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 10 } },
  audio: false,
}
