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
  /** Another tab of the same browser. */
  openTab(): Promise<Person>
  /** Closes the browser; of a further tab, the tab alone. */
  close(): Promise<void>
}

const ACTION_TIMEOUT_MS = 30_000

/** Answers the browser's question by itself. */
const GRANT_FLAG = '--use-fake-ui-for-media-stream'

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
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
  /** Pulses of the own tone unless told otherwise. */
  readonly microphone?: 'pulses' | 'silent'
  /** Small unless told otherwise; a large one is sent in more than one size. */
  readonly camera?: 'small' | 'large'
  /** What is answered when a page asks for camera and microphone. */
  readonly permission?: 'granted' | 'denied'
}

/** Opens a browser with this person's own tone and picture. */
export async function openPerson(speaker: Speaker, options: PersonOptions): Promise<Person> {
  const granted = options.withDevices !== false && options.permission !== 'denied'
  const executablePath = process.env['CHROMIUM_BIN']
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    ignoreDefaultArgs: ['--mute-audio'],
    args: flagsFor(speaker, options),
  })
  const context = await browser.newContext({
    ...(options.device === 'phone' ? devices['Pixel 7'] : { viewport: { width: 1280, height: 800 } }),
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: granted ? ['camera', 'microphone'] : [],
    acceptDownloads: true,
  })
  await context.addInitScript(watchPeerConnections)
  context.setDefaultTimeout(ACTION_TIMEOUT_MS)
  return personAt(speaker, context, await context.newPage(), () => browser.close())
}

function flagsFor(speaker: Speaker, options: PersonOptions): string[] {
  const asked = options.permission === 'denied' ? `${GRANT_FLAG}=deny` : GRANT_FLAG
  if (options.withDevices === false) return [...flags, asked]
  const { microphone = 'pulses', camera = 'small' } = options
  const sound = join(options.folder, `${speaker}-${microphone}.wav`)
  const picture = join(options.folder, `${speaker}-${camera}.y4m`)
  writeToneFile(sound, microphone === 'silent' ? 0 : toneOf[speaker])
  if (camera === 'large') writeCameraFile(picture, speaker, 640, 360)
  else writeCameraFile(picture, speaker)
  return [
    ...flags,
    asked,
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${sound}`,
    `--use-file-for-fake-video-capture=${picture}`,
  ]
}

function personAt(speaker: Speaker, context: BrowserContext, page: Page, close: () => Promise<void>): Person {
  return {
    speaker,
    page,
    context,
    hears: (seconds = 2) =>
      page.evaluate(([s, tones]) => window.tongtingTest.hears(s, tones), [seconds, toneOf] as const),
    framesDecoded: async () => {
      const pictures = await page.evaluate(() => window.tongtingTest.pictures())
      return Object.fromEntries(Object.entries(pictures).map(([track, { frames }]) => [track, frames]))
    },
    openTab: async () => {
      const tab = await context.newPage()
      return personAt(speaker, context, tab, () => tab.close())
    },
    close,
  }
}
