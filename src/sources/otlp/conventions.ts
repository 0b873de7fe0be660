// Which spans are work and which events are evaluations, by the names that instrumentations give their attributes. Those of
// OpenTelemetry for generative AI, messaging and pipelines still move: a name that is new is a word in a list here, or in the configuration.

/** `true`: there is a value. A list: it is one of them. Beside attributes, `span.name` and `span.kind` may be asked for. */
export type Condition = true | string | number | boolean | readonly (string | number | boolean)[]

/** All of them hold. */
export type Conditions = Readonly<Record<string, Condition>>

/** Names of attributes. Of those of `taskType` all that are there are joined; of any other list the first that is there stands. */
export interface Work {
  /** Which spans are this kind of work. */
  readonly when: Conditions
  /** They are none, and no later entry is asked. */
  readonly ignore?: boolean
  /** What kind of work it is; `=text` is the text itself. */
  readonly taskType: readonly string[]
  readonly model: readonly string[]
  readonly variant: readonly string[]
  /** When it was queued: a moment as ISO 8601, or since 1970 in seconds, milli-, micro- or nanoseconds. */
  readonly queuedAt: readonly string[]
  /** How often it had been tried before. */
  readonly retries: readonly string[]
  readonly inputTokens: readonly string[]
  readonly outputTokens: readonly string[]
  readonly error: readonly string[]
  /** It has failed where any of these holds, beside where its status is an error. */
  readonly failed: Conditions
}

/** What holds of every kind of work that does not say otherwise. */
export const COMMON: Omit<Work, 'when' | 'taskType'> = {
  model: [
    'gen_ai.response.model',
    'gen_ai.request.model',
    'llm.response.model_name',
    'llm.model_name',
    'llm.request.model_name',
    'embedding.model_name',
    'ai.response.model',
    'ai.model.id',
  ],
  variant: ['slowburn.variant'],
  queuedAt: [
    'slowburn.queued_at',
    'messaging.servicebus.message.enqueued_time',
    'messaging.eventhubs.message.enqueued_time',
    'messaging.bullmq.job.timestamp',
  ],
  retries: [
    'slowburn.retries',
    'celery.retries',
    'bullmq.job.attempts.made',
    'messaging.servicebus.message.delivery_count',
    'messaging.gcp_pubsub.message.delivery_attempt',
    'http.request.resend_count',
  ],
  inputTokens: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
    'ai.usage.promptTokens',
  ],
  outputTokens: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
    'ai.usage.completionTokens',
  ],
  error: ['exception.message', 'error.message'],
  failed: {},
}

const work = (one: Pick<Work, 'when' | 'taskType'> & Partial<Work>): Work => ({ ...COMMON, ...one })

const BAD_RESULTS = ['failure', 'error', 'timeout', 'cancellation']

/** In order: the first whose conditions hold says what a span is. A span of which none does is no work. */
export const WORK: readonly Work[] = [
  // A platform that names its own.
  work({ when: { 'slowburn.task_type': true }, taskType: ['slowburn.task_type'] }),
  // opentelemetry-instrumentation-celery
  work({
    when: { 'celery.action': 'run' },
    taskType: ['celery.task_name'],
    failed: { 'celery.state': 'FAILURE', 'celery.retry.reason': true, 'celery.revoked.reason': true },
  }),
  // BullMQ, and its instrumentations of before.
  work({
    when: { 'span.kind': 'consumer', 'bullmq.job.id': true },
    taskType: ['bullmq.job.name', 'bullmq.queue.name'],
  }),
  work({
    when: { 'span.kind': 'consumer', 'messaging.bullmq.job.name': true },
    taskType: ['messaging.bullmq.job.name'],
  }),
  // Sidekiq, Active Job and delayed_job of opentelemetry-ruby-contrib; Oban of opentelemetry-erlang-contrib.
  work({
    when: { 'span.kind': 'consumer', 'messaging.sidekiq.job_class': true },
    taskType: ['messaging.sidekiq.job_class'],
  }),
  work({
    when: { 'span.kind': 'consumer', 'messaging.active_job.adapter.name': true },
    taskType: ['code.namespace', 'messaging.destination'],
  }),
  work({
    when: { 'span.kind': 'consumer', 'messaging.delayed_job.name': true },
    taskType: ['messaging.delayed_job.name'],
  }),
  work({ when: { 'span.kind': 'consumer', 'oban.job.worker': true }, taskType: ['oban.job.worker'] }),
  work({
    when: { 'span.kind': 'consumer', 'messaging.oban.worker': true },
    taskType: ['messaging.oban.worker'],
  }),
  // Quartz and the schedulers of Spring, of opentelemetry-java-instrumentation.
  work({ when: { 'job.system': true }, taskType: ['code.namespace', 'code.function', 'code.function.name'] }),
  // https://opentelemetry.io/docs/specs/semconv/cicd/
  work({
    when: { 'cicd.pipeline.task.name': true },
    taskType: ['cicd.pipeline.name', 'cicd.pipeline.task.name'],
    failed: { 'cicd.pipeline.task.run.result': BAD_RESULTS },
  }),
  work({
    when: { 'cicd.pipeline.name': true },
    taskType: ['cicd.pipeline.name'],
    failed: { 'cicd.pipeline.result': BAD_RESULTS },
  }),
  // https://github.com/open-telemetry/semantic-conventions-genai: chat, embeddings, execute_tool, invoke_agent, invoke_workflow and more.
  work({
    when: { 'gen_ai.operation.name': true },
    taskType: ['gen_ai.operation.name', 'gen_ai.workflow.name', 'gen_ai.agent.name', 'gen_ai.tool.name'],
  }),
  work({ when: { 'mcp.method.name': 'tools/call' }, taskType: ['=execute_tool', 'gen_ai.tool.name'] }),
  // OpenInference (Phoenix), OpenLLMetry (Traceloop), the AI SDK.
  work({
    when: { 'openinference.span.kind': true },
    taskType: ['openinference.span.kind', 'agent.name', 'tool.name'],
  }),
  work({
    when: { 'traceloop.span.kind': true },
    taskType: ['traceloop.span.kind', 'traceloop.entity.name'],
  }),
  work({ when: { 'llm.request.type': true }, taskType: ['llm.request.type'] }),
  work({ when: { 'ai.operationId': true }, taskType: ['ai.operationId', 'ai.toolCall.name'] }),
  // Of before there were names for operations.
  work({ when: { 'gen_ai.request.model': true }, taskType: ['=gen_ai'] }),
  // https://opentelemetry.io/docs/specs/semconv/messaging/: the one that handles a message, not those that send or fetch it.
  work({
    when: { 'messaging.operation.type': ['process', 'deliver'] },
    taskType: ['=process', 'messaging.destination.template', 'messaging.destination.name'],
  }),
  work({
    when: { 'messaging.operation': ['process', 'deliver'] },
    taskType: [
      '=process',
      'messaging.destination.template',
      'messaging.destination.name',
      'messaging.destination',
    ],
  }),
  // https://opentelemetry.io/docs/specs/semconv/faas/
  work({ when: { 'faas.trigger': ['pubsub', 'timer', 'datasource'] }, taskType: ['=faas', 'faas.name'] }),
]

/** What an evaluation says, by the names of its attributes. */
export const EVALUATION = {
  /** Of the event, of a log record or of a span. */
  events: ['gen_ai.evaluation.result', 'gen_ai.evaluation'],
  /** Where a record is no event by its own field. */
  eventName: ['event.name'],
  name: ['gen_ai.evaluation.name'],
  score: ['gen_ai.evaluation.score.value', 'gen_ai.evaluation.score'],
  label: ['gen_ai.evaluation.score.label', 'gen_ai.evaluation.label', 'gen_ai.evaluation.status'],
  /** What was evaluated, where no span says it. */
  response: ['gen_ai.response.id'],
  /** The evaluation itself has failed: it says nothing. */
  error: ['error.type'],
  /** The probability that was stated. */
  probability: ['slowburn.claim.probability'],
  verifier: ['slowburn.verifier'],
} as const

/** A span that states a probability makes a claim. */
export const CLAIM = {
  probability: ['slowburn.claim.probability'],
  type: ['slowburn.claim.type'],
} as const

/** What labels of evaluations say, in lower case. */
export const GOOD_LABELS: ReadonlySet<string> = new Set(
  'pass passed true yes correct relevant grounded faithful factual good ok success safe accept accepted approved'.split(
    ' ',
  ),
)
export const BAD_LABELS: ReadonlySet<string> = new Set(
  [
    'fail failed false no incorrect wrong irrelevant not_relevant unrelated ungrounded not_grounded unfaithful hallucinated',
    'hallucination bad failure unsafe reject rejected error',
  ]
    .join(' ')
    .split(' '),
)
