import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Home } from '../../api/types';
import { useFormat } from '../../ui/format';

/** Bars up for points earned, bars down for points removed. */
export default function DaysChart({ days }: { days: Home['days'] }) {
  const { t } = useTranslation('home');
  const f = useFormat();
  const still = useReducedMotion();
  const earned = t('chart.earned');
  const removed = t('chart.removed');
  return (
    <BarChart
      h="100%"
      data={days.map((d) => ({ day: d.day, [earned]: d.earned, [removed]: -d.removed }))}
      dataKey="day"
      type="stacked"
      withLegend
      legendProps={{ verticalAlign: 'top', height: 28 }}
      series={[
        { name: earned, color: 'accent.7' },
        { name: removed, color: 'gray.5' },
      ]}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      gridColor="gray.2"
      textColor="gray.6"
      maxBarWidth={18}
      valueFormatter={(v) => f.number(Math.abs(v))}
      xAxisProps={{ tickFormatter: (d: string) => f.day(d), minTickGap: 28, interval: 'preserveStartEnd', fontSize: 12 }}
      yAxisProps={{ width: 52, fontSize: 12, allowDecimals: false }}
      tooltipProps={{ labelFormatter: (d) => (typeof d === 'string' ? f.day(d, 'long') : d) }}
      barChartProps={{ stackOffset: 'sign', accessibilityLayer: false }}
      barProps={{ isAnimationActive: !still, animationDuration: 200 }}
    />
  );
}
