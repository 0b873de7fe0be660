// Which attributes of an event are kept: names of the semantic conventions of OpenTelemetry, and whatever begins with `slowburn.`.

export const KEPT_ATTRIBUTES = [
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.agent.name',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'error.type',
  'service.version',
  'deployment.environment.name',
  'feature_flag.key',
] as const

const names: ReadonlySet<string> = new Set(KEPT_ATTRIBUTES)

export function isKept(name: string): boolean {
  return names.has(name) || name.startsWith('slowburn.')
}
