// The formats that are written a family at a time, when somebody asks for them.
import type { FamilyData } from '../family.ts'
import type { Format } from './accept.ts'
import { END, renderOpenMetrics } from './open-metrics.ts'
import { writeFamily } from './protobuf.ts'
import { Wire } from './wire.ts'

export type OtherFormat = Exclude<Format, 'text'>

export interface FamilyWriter {
  add(family: FamilyData): void
  /** What has been added, where more follows. */
  take(): Buffer
  /** The same where nothing does. */
  end(): Buffer
}

export const WRITERS: Readonly<Record<OtherFormat, () => FamilyWriter>> = {
  protobuf: () => {
    const wire = new Wire()
    const take = (): Buffer => wire.take()
    return { add: family => writeFamily(wire, family), take, end: take }
  },
  openMetrics: () => {
    const texts: Buffer[] = []
    const take = (): Buffer => Buffer.concat(texts)
    return {
      add: family => void texts.push(Buffer.from(renderOpenMetrics(family))),
      take,
      end: () => Buffer.concat([take(), Buffer.from(END)]),
    }
  },
}
