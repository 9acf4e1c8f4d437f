import { join } from 'node:path'
import { chromium, devices, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { watchPeerConnections, type Heard } from './peerConnections.ts'
import { writeCameraFile } from './portrait.ts'
import { toneOf, writeToneFile, type Speaker } from './tones.ts'

/** Somebody at a browser of their own: the fake microphone's file is a flag of the whole process. */
export interface Person {
  readonly speaker: Speaker
  readonly page: Page
  readonly context: BrowserContext
  /** Which tones sound in this person's ears during the next `seconds`, by decoded sound. */
  hears(seconds?: number): Promise<Heard>
  /** Decoded frames of every incoming picture, by track. */
  framesDecoded(): Promise<Record<string, number>>
  close(): Promise<void>
}

const ACTION_TIMEOUT_MS = 30_000

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
]

export interface PersonOptions {
  readonly folder: string
  readonly device?: 'desktop' | 'phone'
  readonly locale?: 'zh-CN' | 'en'
  /** False: no camera and no microphone at all. */
  readonly withDevices?: boolean
}

/** Opens a browser with this person's own tone and picture. */
export async function openPerson(speaker: Speaker, options: PersonOptions): Promise<Person> {
  const sound = join(options.folder, `${speaker}.wav`)
  const picture = join(options.folder, `${speaker}.y4m`)
  writeToneFile(sound, toneOf[speaker])
  writeCameraFile(picture, speaker)
  const executablePath = process.env['CHROMIUM_BIN']
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    ignoreDefaultArgs: ['--mute-audio'],
    args:
      options.withDevices === false
        ? flags.filter((flag) => !flag.startsWith('--use-fake-device'))
        : [
            ...flags,
            `--use-file-for-fake-audio-capture=${sound}`,
            `--use-file-for-fake-video-capture=${picture}`,
          ],
  })
  const context = await browser.newContext({
    ...(options.device === 'phone' ? devices['Pixel 7'] : { viewport: { width: 1280, height: 800 } }),
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: options.withDevices === false ? [] : ['camera', 'microphone'],
    acceptDownloads: true,
  })
  await context.addInitScript(watchPeerConnections)
  context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  const page = await context.newPage()
  return {
    speaker,
    page,
    context,
    hears: (seconds = 2) =>
      page.evaluate(([s, tones]) => window.tongtingTest.hears(s, tones), [seconds, toneOf] as const),
    framesDecoded: () => page.evaluate(() => window.tongtingTest.framesDecoded()),
    close: () => browser.close(),
  }
}
