// A file that fails while it is loaded, before anything of it can be asked: said in one line, with the file and what to do. It
// imports nothing, for whatever it imported might be what fails.

/** A part of slowburn could not be loaded. */
class LoadError extends Error {
  constructor(message: string, options: ErrorOptions) {
    super(message, options)
    this.name = 'LoadError'
  }
}

/** What is loaded late; where it fails, an error whose message names the file. */
export async function loaded<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading
  } catch (cause) {
    throw isNamed(cause) ? cause : new LoadError(importFault(cause), { cause })
  }
}

/** `src/sources/x/x.ts:12 fails when it is loaded: …`, of whatever was thrown. */
export function importFault(error: unknown): string {
  const { message, stack, code } = readable(error)
  const [line = ''] = message.split('\n')
  if (code === 'ERR_MODULE_NOT_FOUND')
    return `${line}. Install the packages again (npm ci), or put the file back`
  const own = stack.split('\n').filter(one => !PACKAGE.test(one))
  const place = own.map(one => PLACE.exec(one)?.[1]).find(one => one !== undefined)
  const where = place === undefined ? 'a file' : decodeURI(place)
  return `${where} fails when it is loaded: ${line}. Mend it, or take it out and run npm run generate`
}

/** A file of slowburn, as sources or built, with its line. */
const PLACE = /.*\/((?:src|dist)\/[^\s:()]+\.[jt]s(?::\d+)?)/
/** A line of a stack in somebody else's package. */
const PACKAGE = /node_modules\/(?!slowburn\/)/

function readable(error: unknown): { message: string; stack: string; code: unknown } {
  try {
    if (!(error instanceof Error)) return { message: String(error), stack: '', code: null }
    const { message, stack, code } = error as NodeJS.ErrnoException
    return { message: String(message), stack: String(stack), code }
  } catch {
    return { message: 'something was thrown that cannot be read', stack: '', code: null }
  }
}

/** A fault that says where it is already. */
function isNamed(error: unknown): boolean {
  return error instanceof Error && error.name === 'MemberError'
}
