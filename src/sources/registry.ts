// The types of source that there are. Nothing else knows them one by one.
import * as z from 'zod'
import { SourceError } from '../core/errors.ts'
import { distinct } from '../core/names/distinct.ts'
import { frozen } from '../core/parts/frozen.ts'
import { files, members } from './members.ts'
import { readSource } from './shape.ts'
import type { Source } from './source.ts'
import type { SourceDeps, SourceType, Surveyor } from './source-type.ts'

export const sourceTypes = distinct(members, files, ({ type }) => type) satisfies readonly SourceType[]

/** What an entry of `sources` is that does not name its type. */
const assumed = (sourceTypes as readonly SourceType[]).find(type => type.assumed === true)

/** One entry of `sources`, whatever its type. */
export const sourceOptions = z.preprocess(
  withType,
  z.discriminatedUnion('type', [sourceTypes[0].options, ...sourceTypes.slice(1).map(type => type.options)], {
    error: issue =>
      issue.code === 'invalid_union'
        ? `no source is of this type; known: ${sourceTypes.map(({ type }) => type).join(', ')}`
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

/** The way to look at the system behind an address; null where no source knows such addresses. */
export function surveyorOf(address: string): Surveyor | null {
  const types: readonly SourceType[] = sourceTypes
  return types.find(({ surveyor }) => surveyor?.recognises(address))?.surveyor ?? null
}

function withType(entry: unknown): unknown {
  const named = typeof entry !== 'object' || entry === null || Array.isArray(entry) || 'type' in entry
  return named ? entry : { ...entry, type: assumed?.type }
}
