import { MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { levelNamesQuery } from '../../api/levelNames';
import { useSession } from '../../api/session';
import { ShelfPicker } from '../../ui/ShelfPicker';
import { anyText } from '../../ui/words';
import type { RewardKind } from './api';
import { type Draft, numbersMax, type Scope, scopes } from './draft';
import classes from './Rewards.module.css';

// Help below its field, so that fields side by side stand on one line.
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** What a reward counts for, who may have it, and when it is offered. */
export function LimitFields({ form, kind }: { form: UseFormReturnType<Draft>; kind?: RewardKind }) {
  const { t } = useTranslation('rewards');
  const { shop } = useSession();
  const { scope } = form.values;
  const help = t('editor.datesHelp', { zone: shop.timezone });
  return (
    <>
      {kind?.limitable && (
        <>
          <NativeSelect
            label={t('editor.scope.label')}
            data={scopes.map((value) => ({ value, label: t(`editor.scope.${value}`) }))}
            value={scope}
            onChange={(event) => form.setValues({ scope: event.currentTarget.value as Scope, numbers: [] })}
          />
          {scope !== 'all' && (
            <ShelfPicker
              kind={scope}
              label={t(`editor.numbers.${scope}`)}
              max={numbersMax}
              value={form.values.numbers}
              error={typeof form.errors['numbers'] === 'string' ? form.errors['numbers'] : undefined}
              onChange={(numbers) => form.setFieldValue('numbers', numbers)}
            />
          )}
        </>
      )}
      <LevelsField form={form} />
      <div className={classes.pair}>
        <TextInput type="datetime-local" label={t('editor.from')} description={help} inputWrapperOrder={order} {...form.getInputProps('from')} />
        <TextInput type="datetime-local" label={t('editor.until')} description={help} inputWrapperOrder={order} {...form.getInputProps('until')} />
      </div>
    </>
  );
}

/** The levels that may have the reward; not shown to stores without any. */
function LevelsField({ form }: { form: UseFormReturnType<Draft> }) {
  const { t, i18n } = useTranslation('rewards');
  const levels = useQuery(levelNamesQuery).data ?? [];
  const gone = form.values.levels.filter((id) => !levels.some((l) => l.id === id));
  if (levels.length === 0 && gone.length === 0) return null;
  return (
    <MultiSelect
      label={t('editor.levels')}
      placeholder={form.values.levels.length === 0 ? t('editor.levelsAll') : undefined}
      clearable
      data={[
        ...levels.map((l) => ({ value: l.id, label: anyText(l.name, i18n.language) || l.id })),
        ...gone.map((id) => ({ value: id, label: t('editor.levelGone') })),
      ]}
      {...form.getInputProps('levels')}
    />
  );
}
