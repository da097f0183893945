import { Input, NativeSelect, NumberInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/Page';
import type { SettingsForm } from './Editor';
import classes from './Programme.module.css';

/** The most that each field takes, as the server has it. */
export const expiryMax = { days: 3650, months: 120, idle: 60 } as const;

const units = ['days', 'months'] as const;
const order = ['label', 'input', 'description', 'error'] as const;

/** How long points last, and whether they run out when nobody uses them. */
export function ExpirySection({ form }: { form: SettingsForm }) {
  const { t } = useTranslation('programme');
  const count = useId();
  const life = form.getInputProps('life.count');
  return (
    <Section title={t('expiry.title')}>
      <div className={classes.choices}>
        <Input.Wrapper label={t('expiry.life')} labelProps={{ htmlFor: count }} description={t('expiry.lifeHelp')} error={life.error} inputWrapperOrder={[...order]}>
          <div className={classes.pair}>
            <NumberInput
              id={count}
              classNames={{ input: classes.days }}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              hideControls
              {...life}
              error={Boolean(life.error)}
            />
            <NativeSelect
              aria-label={t('expiry.unit')}
              data={units.map((unit) => ({ value: unit, label: t(`expiry.${unit}`) }))}
              {...form.getInputProps('life.unit')}
            />
          </div>
        </Input.Wrapper>
        <NumberInput
          classNames={{ input: classes.days }}
          label={t('expiry.idle')}
          description={t('expiry.idleHelp')}
          inputWrapperOrder={[...order]}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          hideControls
          {...form.getInputProps('idleMonths')}
        />
      </div>
    </Section>
  );
}
