import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Count } from '../../ui/Count';
import { Section } from '../../ui/Page';
import { Toggle } from '../../ui/Toggle';
import type { ServiceForm } from './ServicePage';
import classes from './Services.module.css';

const grids = ['clock', 'shift'] as const;

/** When appointments may begin, and how many there may be. */
export function TimesSection({ form }: { form: ServiceForm }) {
  const { t } = useTranslation('services');
  const minutes = t('unit.minutes');
  return (
    <Section title={t('times.title')} intro={t('times.intro')}>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <Count label={t('times.interval')} unit={minutes} {...form.getInputProps('intervalMinutes')} />
          <NativeSelect label={t('times.grid.label')} data={grids.map((value) => ({ value, label: t(`times.grid.${value}`) }))} {...form.getInputProps('grid')} />
        </div>
        <div className={classes.pair}>
          <Count label={t('times.before')} unit={minutes} {...form.getInputProps('bufferBeforeMinutes')} />
          <Count label={t('times.after')} unit={minutes} {...form.getInputProps('bufferAfterMinutes')} />
        </div>
        <Toggle label={t('times.inside')} description={t('times.insideHelp')} {...form.getInputProps('buffersInsideHours', { type: 'checkbox' })} />
        <div className={classes.pair}>
          <Count label={t('times.notice')} unit={minutes} help={t('times.noticeHelp')} {...form.getInputProps('noticeMinutes')} />
          <Count label={t('times.horizon')} unit={t('unit.days')} help={t('noLimit')} {...form.getInputProps('horizonDays')} />
        </div>
        <div className={classes.pair}>
          <Count label={t('times.capacity')} help={t('times.capacityHelp')} {...form.getInputProps('capacity')} />
          <Count label={t('times.party')} help={t('times.partyHelp')} {...form.getInputProps('partyMax')} />
          <Count label={t('times.perDay')} help={t('noLimit')} {...form.getInputProps('maxPerDay')} />
        </div>
        <Toggle label={t('times.waitlist')} description={t('times.waitlistHelp')} {...form.getInputProps('waitlist', { type: 'checkbox' })} />
      </div>
    </Section>
  );
}
