import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Cohort } from '../../api/types';
import { useFormat } from '../../ui/format';

/** A bar for each month, divided by what became of its points. */
export default function CohortChart({ cohorts }: { cohorts: Cohort[] }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const still = useReducedMotion();
  const names = {
    redeemed: t('cohorts.redeemed'),
    open: t('cohorts.open'),
    expired: t('cohorts.expired'),
    gone: t('cohorts.gone'),
  };
  return (
    <BarChart
      h="100%"
      data={cohorts.map((c) => ({
        month: c.month,
        [names.redeemed]: c.redeemed,
        [names.open]: c.open,
        [names.expired]: c.expired,
        [names.gone]: c.clawedBack + c.repaid + c.erased,
      }))}
      dataKey="month"
      type="stacked"
      withLegend
      legendProps={{ verticalAlign: 'top', height: 28 }}
      series={[
        { name: names.redeemed, color: 'accent.7' },
        { name: names.open, color: 'accent.3' },
        { name: names.expired, color: 'orange.4' },
        { name: names.gone, color: 'gray.4' },
      ]}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      gridColor="gray.2"
      textColor="gray.6"
      maxBarWidth={36}
      valueFormatter={(v) => f.number(v)}
      xAxisProps={{ tickFormatter: (m: string) => f.month(m), minTickGap: 16, fontSize: 12 }}
      yAxisProps={{ width: 64, fontSize: 12, allowDecimals: false }}
      tooltipProps={{ labelFormatter: (m) => (typeof m === 'string' ? f.month(m) : m) }}
      barChartProps={{ accessibilityLayer: false }}
      barProps={{ isAnimationActive: !still, animationDuration: 200 }}
    />
  );
}
