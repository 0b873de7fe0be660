// Arize Phoenix: one row a span, written when it has ended, and what people, models and code said of it.
import { type Relation, tableName } from '../connection/catalog.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { inQuery, type Preset, tableOf } from './preset.ts'

export const phoenix: Preset = {
  name: 'Arize Phoenix',
  recognise(tables) {
    const spans = tableOf(tables, 'spans', [
      'span_id',
      'trace_rowid',
      'name',
      'span_kind',
      'start_time',
      'end_time',
      'status_code',
    ])
    const annotations = tableOf(tables, 'span_annotations', [
      'id',
      'span_rowid',
      'name',
      'label',
      'score',
      'annotator_kind',
      'created_at',
    ])
    if (spans === null || annotations === null) return null
    const own = tables.filter(({ schema, name }) => schema === spans.schema && OWN.test(name))
    return {
      version: own.some(({ name }) => name === 'span_costs')
        ? 'with costs of spans'
        : 'without costs of spans',
      mappings: [spansMapping(spans), annotationsMapping(annotations)],
      owns: own,
      notes: [
        'a span has a row when it has ended: what is under way is not seen. UNSET counts as done, as OpenTelemetry means it',
        'an annotation whose label says right or wrong, or whose score alone is 1 or 0, is a claim, verified when it was made: others are none',
      ],
    }
  },
}

function spansMapping(spans: Relation): TableMapping {
  return {
    table: tableName(spans),
    as: 'tasks',
    columns: {
      id: 'span_id',
      type: 'name',
      createdAt: 'start_time',
      completedAt: 'end_time',
      status: 'status_code',
      model: 'attributes.llm.model_name',
      error: 'status_message',
    },
    statuses: { completed: ['OK', 'UNSET'], failed: ['ERROR'] },
  }
}

/** Labels of which it is known which way they point: `yes` to "is it toxic?" is no praise. */
const RIGHT = ['correct', 'factual', 'relevant', 'non-toxic', 'pass', 'good', 'thumbs_up']
const WRONG = ['incorrect', 'hallucinated', 'irrelevant', 'unrelated', 'toxic', 'fail', 'bad', 'thumbs_down']

function annotationsMapping(annotations: Relation): TableMapping {
  const list = (words: readonly string[]): string => words.map(word => `'${word}'`).join(', ')
  const query = `SELECT s.id, s.name, s.created_at, s.outcome, s.verifier FROM (
  SELECT a.id, a.name, a.created_at,
    CASE WHEN lower(a.label) IN (${list(RIGHT)}) OR a.label IS NULL AND a.score = 1 THEN true
      WHEN lower(a.label) IN (${list(WRONG)}) OR a.label IS NULL AND a.score = 0 THEN false END AS outcome,
    CASE a.annotator_kind WHEN 'HUMAN' THEN 'human' WHEN 'CODE' THEN 'test' ELSE 'model' END AS verifier
  FROM ${inQuery(annotations)} a) s
WHERE s.outcome IS NOT NULL`
  return {
    table: tableName(annotations),
    as: 'claims',
    query,
    columns: {
      id: 'id',
      claimType: 'name',
      madeAt: 'created_at',
      verifiedAt: 'created_at',
      outcome: 'outcome',
      verifier: 'verifier',
    },
  }
}

const OWN =
  /^(spans?|span_(annotations|costs?|cost_details)|traces|trace_annotations|document_annotations|annotation_configs|projects|project_.*|datasets?(_.*)?|experiments?(_.*)?|(builtin_|code_|llm_)?evaluators?(_.*)?|generative_model(s|_.*)|prompts?(_.*)?|agent_session.*|access_tokens|api_keys|refresh_tokens|password_reset_tokens|oauth2_.*|sandbox_.*|secrets|languages|system_settings|token_prices|user_roles|users|alembic_version)$/
