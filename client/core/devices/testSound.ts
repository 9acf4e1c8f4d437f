const NOTES_HZ = [523, 659, 784] as const
const NOTE_S = 0.25
const RATE = 16_000

/** Plays three rising notes on a loudspeaker (null: the default); false when the browser could not. */
export async function playTestSound(speakerId: string | null): Promise<boolean> {
  const url = URL.createObjectURL(new Blob([testSoundWav()], { type: 'audio/wav' }))
  const audio = new Audio(url)
  try {
    if (speakerId !== null && 'setSinkId' in audio) await audio.setSinkId(speakerId)
    const ended = new Promise<boolean>((resolve) => {
      audio.addEventListener('ended', () => resolve(true))
      audio.addEventListener('error', () => resolve(false))
    })
    await audio.play()
    return await ended
  } catch {
    return false
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** The notes as a WAV file: made here, so that no file has to be loaded for a test. */
export function testSoundWav(): ArrayBuffer {
  const samplesPerNote = RATE * NOTE_S
  const count = samplesPerNote * NOTES_HZ.length
  const buffer = new ArrayBuffer(44 + count * 2)
  const wav = new DataView(buffer)
  const text = (at: number, value: string) => {
    for (let i = 0; i < value.length; i += 1) wav.setUint8(at + i, value.charCodeAt(i))
  }
  text(0, 'RIFF')
  wav.setUint32(4, 36 + count * 2, true)
  text(8, 'WAVEfmt ')
  wav.setUint32(16, 16, true)
  wav.setUint16(20, 1, true)
  wav.setUint16(22, 1, true)
  wav.setUint32(24, RATE, true)
  wav.setUint32(28, RATE * 2, true)
  wav.setUint16(32, 2, true)
  wav.setUint16(34, 16, true)
  text(36, 'data')
  wav.setUint32(40, count * 2, true)
  NOTES_HZ.forEach((frequency, note) => {
    for (let i = 0; i < samplesPerNote; i += 1) {
      // Rises and falls softly, so that nothing clicks.
      const loudness = 0.3 * Math.sin((Math.PI * i) / samplesPerNote)
      const value = loudness * Math.sin((2 * Math.PI * frequency * i) / RATE)
      wav.setInt16(44 + (note * samplesPerNote + i) * 2, Math.round(value * 32_767), true)
    }
  })
  return buffer
}
