// A real browser for the tests that need one. Where it is not installed the tests say what they skipped.
import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const PATH = [process.env.SLOWBURN_CHROMIUM ?? '', ...PLACES].find(runnable) ?? null

const REQUIRED = process.env.SLOWBURN_REQUIRE_SERVERS === '1'

/** For the `skip` option of a test: false where it can run, or must; else what is missing. */
export const withoutChromium: string | false =
  PATH === null && !REQUIRED ? 'Chromium is not installed (Debian package chromium)' : false

export async function launchChromium(): Promise<Browser> {
  if (PATH === null) throw new Error('Chromium is required but not installed (Debian package chromium)')
  return chromium.launch({
    executablePath: PATH,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return path !== ''
  } catch {
    return false
  }
}
