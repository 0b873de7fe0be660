// The export by OpenTelemetry.
import * as z from 'zod'
import { httpUrl } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'

const settings = section({
  endpoint: httpUrl.describe('OTLP/HTTP endpoint for traces and metrics, without /v1/….'),
  headers: z.record(z.string(), secret(z.string())).default({}).describe('Headers sent with each request.'),
})

export const telemetry = settings.nullable().default(null).describe('OpenTelemetry export; off unless given.')
