// Plausible words for the rows of the example platform. Nobody and nothing in them is real.
import type { Random } from '../../core/random.ts'
import type { TaskType } from './work.ts'

const AREAS = [
  'the invoice export',
  'the signup page',
  'the price comparison',
  'the newsletter archive',
  'the webhook receiver',
  'the search index',
  'the onboarding checklist',
  'the usage report',
  'the coupon service',
  'the help centre',
  'the image resizer',
  'the referral programme',
] as const

const PHRASES: Readonly<Record<TaskType, readonly string[]>> = {
  research: ['Collect what is known about', 'Compare three ways to improve', 'Find out who needs'],
  foundation: ['Provision an environment for', 'Prepare storage and access for', 'Set up the pipeline of'],
  build: ['Build the next increment of', 'Extend', 'Rewrite the slow part of'],
  test: ['Run the regression checks of', 'Verify the edge cases of', 'Load-test'],
  review: ['Review the change to', 'Check the error handling of', 'Review the copy of'],
}

const RESULTS: Readonly<Record<TaskType, readonly string[]>> = {
  research: ['Summary with sources attached', 'Three options, one recommended'],
  foundation: ['Environment ready', 'Storage and access ready'],
  build: ['Built, branch pushed', 'Built, served live'],
  test: ['All checks passed', 'Checks passed, one skipped'],
  review: ['Approved', 'Approved with two remarks'],
}

const ERRORS = [
  'model returned an empty completion',
  'rate limit reached, retries exhausted',
  'tool call failed: unexpected end of JSON input',
  'context length exceeded',
  'sandbox exited with code 137',
] as const

export const ROI_CATEGORIES = ['infrastructure', 'content', 'outreach', 'tooling'] as const

export const LEDGER_KINDS = [
  { type: 'revenue', category: 'subscription', median: 29 },
  { type: 'revenue', category: 'one_off', median: 12 },
  { type: 'cost', category: 'inference', median: 3 },
  { type: 'cost', category: 'hosting', median: 5 },
  { type: 'refund', category: 'subscription', median: 29 },
] as const

export const DRONE_NAMES = [
  'newsletter drone',
  'template drone',
  'translation drone',
  'directory drone',
  'course drone',
  'dataset drone',
  'widget drone',
  'theme drone',
] as const

export function describeTask(type: TaskType, random: Random): string {
  return `${random.pick(PHRASES[type])} ${random.pick(AREAS)}`
}

export function resultOf(type: TaskType, random: Random): string {
  return random.pick(RESULTS[type])
}

export function ordinaryError(random: Random): string {
  return random.pick(ERRORS)
}
