// Where facts come from: entries of any type that the registry of sources knows.
import * as z from 'zod'
import { sourceOptions } from '../../sources/registry.ts'

export const sources = z.array(sourceOptions).min(1).describe('Where facts come from.')
