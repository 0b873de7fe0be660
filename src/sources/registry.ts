// The types of source that there are. Nothing else knows them one by one.
import * as z from 'zod'
import { SourceError } from '../core/errors.ts'
import { distinct } from '../core/names/distinct.ts'
import { choiceWords, nearestOf } from '../core/names/nearest.ts'
import { readAs } from '../core/options/read.ts'
import { frozen } from '../core/parts/frozen.ts'
import { files, members } from './members.ts'
import { readSource } from './shape.ts'
import type { Source } from './source.ts'
import type { SourceDeps, SourceType, Surveyor } from './source-type.ts'

export const sourceTypes = distinct(members, files, namesOf) satisfies readonly SourceType[]

const NAMES = sourceTypes.map(({ type }) => type)

/** What an entry of `sources` is that does not name its type. */
const assumed = (sourceTypes as readonly SourceType[]).find(type => type.assumed === true)

/** One entry of `sources`, whatever its type. */
export const sourceOptions = z.preprocess(
  withType,
  z.discriminatedUnion('type', [sourceTypes[0].options, ...sourceTypes.slice(1).map(type => type.options)], {
    error: issue =>
      issue.code === 'invalid_union'
        ? `${typeFault(issue.input)}. ${choiceWords(typeOf(issue.input), NAMES)}`
        : undefined,
  }),
)

export type SourceSettings = z.output<typeof sourceOptions>

type Make = (settings: SourceSettings, deps: SourceDeps) => unknown

/**
 * The source of an entry, as whoever asks it knows it: what it says of itself has been read, and makes sense. Throws what its type
 * throws, and SourceError where it is none. `make` default: by the registry.
 */
export function createSource(settings: SourceSettings, deps: SourceDeps, make: Make = ofItsType): Source {
  const read = readSource(make(frozen(settings), Object.freeze({ ...deps })), settings.name)
  if ('fault' in read) throw new SourceError(read.fault)
  return read.source
}

function ofItsType(settings: SourceSettings, deps: SourceDeps): unknown {
  const found = (sourceTypes as readonly SourceType[]).find(({ type }) => type === settings.type)
  if (found === undefined) throw new RangeError(`no source is of type ${settings.type}`)
  // The settings were read by the options of the very type that is found by them.
  return found.create(settings as never, deps)
}

/** The type of source that knows how to look at the system behind an address; null where none knows such addresses. */
export function surveyorOf(address: string): { type: string; surveyor: Surveyor } | null {
  for (const { type, surveyor } of sourceTypes as readonly SourceType[]) {
    if (surveyor?.recognises(address)) return { type, surveyor }
  }
  return null
}

/** The name of the type, and what its options call it: one that was copied may still be called as its sibling. */
function namesOf({ type, options }: SourceType): string[] {
  const written = [...(options._zod.propValues?.type ?? [])].filter(name => typeof name === 'string')
  return [...new Set([type, ...written])]
}

function withType(entry: unknown): unknown {
  const isNamed = !isEntry(entry) || 'type' in entry
  return isNamed || meansAnother(entry) ? entry : { ...entry, type: assumed?.type }
}

/** Whether an entry without a type cannot be of the one that is assumed: a key is nearly `type`, or its keys are those of another. */
function meansAnother(entry: Entry): boolean {
  const ofAssumed = strangeKeys(entry, assumed)
  return meantAsType(ofAssumed) !== null || ofAssumed.length > strangeKeys(entry, nearestType(entry)).length
}

function typeFault(entry: unknown): string {
  if (!isEntry(entry) || 'type' in entry) return 'no source is of this type'
  const nearest = nearestType(entry)
  const misspelt = meantAsType(strangeKeys(entry, nearest))
  if (misspelt !== null) return `is missing: ${misspelt} is no key, and must be written type`
  return `is missing: add type: ${nearest?.type ?? NAMES[0]}, for its other keys are of that type`
}

/** As it is written; empty where there is none. */
function typeOf(entry: unknown): string {
  return isEntry(entry) && typeof entry.type === 'string' ? entry.type : ''
}

type Entry = Readonly<Record<string, unknown>>

function isEntry(entry: unknown): entry is Entry {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry)
}

function meantAsType(keys: readonly string[]): string | null {
  return keys.find(key => nearestOf(key, ['type']) !== null) ?? null
}

/** The type that knows most keys of the entry. */
function nearestType(entry: Entry): SourceType | undefined {
  return [...(sourceTypes as readonly SourceType[])].sort(
    (a, b) => strangeKeys(entry, a).length - strangeKeys(entry, b).length,
  )[0]
}

/** Keys of the entry that are none of the type. */
function strangeKeys(entry: Entry, of: SourceType | undefined): string[] {
  const read = of && readAs(of.options, { ...entry, type: of.type })
  const issues = read?.error?.issues ?? []
  return issues.flatMap(issue =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
}
