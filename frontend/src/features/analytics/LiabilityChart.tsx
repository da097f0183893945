import '@mantine/charts/styles.layer.css';
import { AreaChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Analytics } from '../../api/types';
import { useFormat } from '../../ui/format';

/** What was owed in points at the end of each day. */
export default function LiabilityChart({ days }: { days: NonNullable<Analytics['days']> }) {
  const { t } = useTranslation('analytics');
  const f = useFormat();
  const still = useReducedMotion();
  const name = t('liability.closing.name');
  return (
    <AreaChart
      h="100%"
      data={days.map((d) => ({ day: d.day, [name]: d.closing }))}
      dataKey="day"
      series={[{ name, color: 'accent.7' }]}
      curveType="linear"
      withDots={days.length < 2}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      gridColor="gray.2"
      textColor="gray.6"
      valueFormatter={(v) => f.number(v)}
      xAxisProps={{ tickFormatter: (d: string) => f.day(d), minTickGap: 28, interval: 'preserveStartEnd', fontSize: 12 }}
      yAxisProps={{ width: 64, fontSize: 12, allowDecimals: false }}
      tooltipProps={{ labelFormatter: (d) => (typeof d === 'string' ? f.day(d, 'long') : d) }}
      areaChartProps={{ accessibilityLayer: false }}
      areaProps={{ isAnimationActive: !still, animationDuration: 200 }}
    />
  );
}
