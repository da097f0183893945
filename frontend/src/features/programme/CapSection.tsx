import { Input, NativeSelect, NumberInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/Page';
import type { SettingsForm } from './Editor';
import classes from './Programme.module.css';

/** The most that the server takes. */
export const capMax = 1_000_000_000;

const periods = ['day', 'week', 'month', 'year'] as const;

/** The most points that one contact's orders of a period earn. */
export function CapSection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  const id = useId();
  const points = form.getInputProps('cap.points');
  return (
    <Section title={t('cap.title')}>
      <Input.Wrapper
        label={t('cap.label')}
        labelProps={{ htmlFor: id }}
        description={t('cap.help')}
        error={points.error}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
      >
        <div className={classes.pair}>
          <NumberInput
            id={id}
            classNames={{ input: classes.days }}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            hideControls
            {...points}
            error={Boolean(points.error)}
          />
          <NativeSelect
            aria-label={t('cap.period')}
            data={periods.map((period) => ({ value: period, label: t(`cap.${period}`) }))}
            {...form.getInputProps('cap.period')}
          />
        </div>
      </Input.Wrapper>
    </Section>
  );
}
