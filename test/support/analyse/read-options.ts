// How a file is read where nobody says how.
import type { ReadOptions } from '../../../src/analyse/read/table.ts'

export const NOTHING_GIVEN: ReadOptions = {
  time: null,
  value: null,
  where: [],
  timeFormat: null,
  decimal: null,
  zone: null,
  unit: null,
  repeated: null,
}
