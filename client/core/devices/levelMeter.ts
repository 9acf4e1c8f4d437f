const MEASURE_EVERY_MS = 100
/** Below this nobody hears anything; above, loudness is shown in even steps, as ears judge it. */
const QUIETEST_DB = -60

/** Loudness 0…1 of one microphone, measured only while somebody watches. */
export class LevelMeter {
  readonly #report: (level: number) => void
  #track: MediaStreamTrack | null = null
  #watchers = 0
  #stop: (() => void) | null = null

  constructor(report: (level: number) => void) {
    this.#report = report
  }

  /** Which microphone to measure; null for none. */
  measure(track: MediaStreamTrack | null): void {
    if (track === this.#track) return
    this.#track = track
    this.#restart()
  }

  /** Measures until what it returns is called; several may watch. */
  watch(): () => void {
    let watching = true
    this.#watchers += 1
    if (this.#watchers === 1) this.#restart()
    return () => {
      if (!watching) return
      watching = false
      this.#watchers -= 1
      if (this.#watchers === 0) this.#restart()
    }
  }

  #restart(): void {
    this.#stop?.()
    this.#stop = null
    if (this.#track && this.#watchers > 0) this.#stop = measureTrack(this.#track, this.#report)
    else this.#report(0)
  }
}

function measureTrack(track: MediaStreamTrack, report: (level: number) => void): () => void {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 1_024
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    // Without a tap before, browsers keep a context asleep; it may wake with a later one.
    if (context.state === 'suspended') void context.resume()
    analyser.getFloatTimeDomainData(samples)
    report(track.enabled ? levelOf(samples) : 0)
  }, MEASURE_EVERY_MS)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

/** Loudness 0…1 of a stretch of samples of -1…1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const decibels = 10 * Math.log10(sum / samples.length || Number.MIN_VALUE)
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB))
}
