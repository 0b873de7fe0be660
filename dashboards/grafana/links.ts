// Where a reader can go from a panel: to another board with what was chosen, and to slowburn's own pages.

export interface Link {
  title: string
  url: string
  targetBlank: boolean
}

/** Every board, by what it is about; the uid is its address in Grafana. */
export const UIDS = {
  overview: 'slowburn-overview',
  incident: 'slowburn-incident',
  work: 'slowburn-work',
  roi: 'slowburn-roi',
  trust: 'slowburn-trust',
  money: 'slowburn-money',
  explorer: 'slowburn-explorer',
  self: 'slowburn-self',
} as const

const CHOSEN = '${datasource:queryparam}&${job:queryparam}&${__url_time_range}'

/** To a board, with the values of its own variables; of the slowburns that are chosen here, unless `values` names one. */
export function toBoard(uid: string, title: string, values: Readonly<Record<string, string>> = {}): Link {
  const instances = 'instance' in values ? '' : '&${instance:queryparam}'
  const own = Object.entries(values).map(([name, value]) => `&var-${name}=${value}`)
  return { title, url: `/d/${uid}?${CHOSEN}${instances}${own.join('')}`, targetBlank: false }
}

/** From a line or a number to what else is known of its series. */
export function fromSeries(indicator: string): Link[] {
  return [
    toBoard(UIDS.explorer, 'Explore this series', {
      instance: '${__field.labels.instance:percentencode}',
      indicator,
      series: '${__field.labels.series:percentencode}',
    }),
    { title: 'Its page in slowburn', url: '${__field.labels.page:raw}', targetBlank: true },
  ]
}

/** From a row of a table that has the columns Instance, Indicator and Series. */
export function fromRow(): Link[] {
  return [
    toBoard(UIDS.explorer, 'Explore this series', {
      instance: '${__data.fields.Instance:percentencode}',
      indicator: '${__data.fields.Indicator:percentencode}',
      series: '${__data.fields.Series:percentencode}',
    }),
    toPageOfRow(),
  ]
}

export function toPageOfRow(): Link {
  return { title: 'Its page in slowburn', url: '${__data.fields.page:raw}', targetBlank: true }
}
