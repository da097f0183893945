import '@mantine/charts/styles.layer.css';
import { BarChart } from '@mantine/charts';
import { useReducedMotion } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { BookingReport } from '../../api/types';
import { useFormat } from '../../ui/format';

/** A bar for each day, divided by what became of its appointments. */
export default function DaysChart({ days }: { days: NonNullable<BookingReport['days']> }) {
  const { t } = useTranslation('bookingReport');
  const f = useFormat();
  const still = useReducedMotion();
  const names = { kept: t('days.kept'), open: t('days.open'), noShows: t('days.noShows'), cancelled: t('days.cancelled') };
  return (
    <BarChart
      h="100%"
      data={days.map((d) => ({
        date: d.date,
        [names.kept]: d.completed,
        [names.open]: d.booked - d.completed - d.noShows - d.cancelled,
        [names.noShows]: d.noShows,
        [names.cancelled]: d.cancelled,
      }))}
      dataKey="date"
      type="stacked"
      withLegend
      legendProps={{ verticalAlign: 'top', height: 28 }}
      series={[
        { name: names.kept, color: 'accent.7' },
        { name: names.open, color: 'accent.3' },
        { name: names.noShows, color: 'orange.4' },
        { name: names.cancelled, color: 'gray.4' },
      ]}
      gridAxis="x"
      tickLine="none"
      strokeDasharray="0"
      gridColor="gray.2"
      textColor="gray.6"
      maxBarWidth={28}
      valueFormatter={(v) => f.number(v)}
      xAxisProps={{ tickFormatter: (d: string) => f.day(d), minTickGap: 20, fontSize: 12 }}
      yAxisProps={{ width: 40, fontSize: 12, allowDecimals: false }}
      tooltipProps={{ labelFormatter: (d) => (typeof d === 'string' ? f.day(d, 'long') : d) }}
      barChartProps={{ accessibilityLayer: false }}
      barProps={{ isAnimationActive: !still, animationDuration: 200 }}
    />
  );
}
