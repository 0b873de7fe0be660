// The shape of a kind of change: everything that is particular to it, as plain data, so that nothing else knows the members.

export interface Kind {
  readonly name: string
  /** Names under which stores of earlier versions have it. */
  readonly formerly?: readonly string[]
  /** Where several alarms stand on one series, the kind of the least rank is the one that is shown. */
  readonly rank: number
  /**
   * What of a series moved. One alarm stands on its values at a time: what else moves is seen against that change. Only a level
   * that moves enough to page takes over from an alarm on the spread. An alarm on its presence stands beside any other, and so does
   one on a moment, until what lasts accounts for it.
   */
  readonly aspect: 'level' | 'spread' | 'moment' | 'presence'
  /**
   * How a chart draws the new regime: a new level from the onset on, a line that leaves the old one, a band of another width,
   * points that stand out, one value again and again, or nothing.
   */
  readonly drawing: 'step' | 'ramp' | 'band' | 'outliers' | 'flat' | 'gap'
  /** Of what `from` and `to` of a change are values, where it is not the level; null: of the level. */
  readonly measured: string | null
  /** What takes the place of `from` to `to` where there is no such move, with {to}; null: the move. */
  readonly instead: string | null
  /** What the latest value says of it, for the first line of an e-mail, with {latest} and {since}; null: it depends on the size. */
  readonly latest: string | null
  /** Whether the change has a size and a speed that mean something. */
  readonly sized: boolean
  /**
   * When it is an improvement: where it goes in the good direction, only where it goes down, or never. A series that is stuck
   * or silent is for the worse even where an indicator has no good direction.
   */
  readonly good: 'by-direction' | 'down' | 'never'
  /** Whether the present level can be accepted as the new normal; else why not, to follow a colon. */
  readonly unacceptable: string | null
  readonly up: KindWords
  readonly down: KindWords
  /** Once it is over. {title} and {latest}: `: latest 45 s`, or empty; {to}: what it had come to. */
  readonly over: string
  /** The one thing to do next. {from} and {until} bound the onset in UTC, {day} is the day of it, {to} the latest level. */
  readonly action: string
}

/** Placeholders: {title}, {state}, {from}, {to}, {size}, {since}, {doubt}. */
export interface KindWords {
  /** What goes on, without figures, to stand between the title and `since`: `stepped up`, `rising`. */
  readonly state: string
  /** The verdict in one sentence. */
  readonly sentence: string
  /** What it may as well be, after `or`: `stepped up at once`. */
  readonly otherwise: string
}
