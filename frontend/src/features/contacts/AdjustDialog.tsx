import { Button, Modal, NumberInput, SegmentedControl, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import type { Account, Adjustment } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { Toggle } from '../../ui/Toggle';
import { useAdjust } from './api';
import classes from './Contact.module.css';

export const pointsMax = 1_000_000;
export const noteLengthMax = 500;
const reasons = ['goodwill', 'correction', 'promotion', 'migration', 'other'] as const satisfies readonly Adjustment['reason'][];

interface Values {
  direction: string;
  points: number | string;
  reason: Adjustment['reason'];
  note: string;
  allowDebt: boolean;
}

interface DialogProps {
  id: string;
  account: Account;
  onClose: () => void;
}

/** Adds or removes points by hand. */
export function AdjustDialog({ opened, onClose, ...props }: DialogProps & { opened: boolean }) {
  const { t } = useTranslation(['contacts', 'common']);
  return (
    <Modal opened={opened} onClose={onClose} title={t('adjust.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <AdjustForm {...props} onClose={onClose} />
    </Modal>
  );
}

// The key is made once per opening, so that pressing the button twice, or again
// after a lost answer, writes once.
function AdjustForm({ id, account, onClose }: DialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const [key] = useState(() => crypto.randomUUID());
  const adjust = useAdjust(id);
  const form = useAdjustForm(account);
  const { direction, points, allowDebt } = form.values;
  const removing = direction === 'remove';
  const change = typeof points === 'number' ? (removing ? -points : points) : 0;
  const submit = form.onSubmit((values) =>
    adjust.mutate(
      { key, points: change, reason: values.reason, note: values.note.trim(), allowDebt: removing && allowDebt },
      {
        onSuccess: ({ account: after, replayed }) => {
          const balance = t('common:points', { count: after.balance, value: f.number(after.balance) });
          notifications.show({ message: t(replayed ? 'adjust.replayed' : 'adjust.done', { balance }) });
          onClose();
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <div className={classes.amountRow}>
        <SegmentedControl
          aria-label={t('adjust.direction')}
          data={[
            { value: 'add', label: t('adjust.add') },
            { value: 'remove', label: t('adjust.remove') },
          ]}
          {...form.getInputProps('direction')}
        />
        <NumberInput
          label={t('adjust.points')}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          max={pointsMax}
          hideControls
          inputMode="numeric"
          data-autofocus
          className={classes.grow}
          {...form.getInputProps('points')}
        />
      </div>
      <Select
        label={t('adjust.reason')}
        data={reasons.map((r) => ({ value: r, label: t(`adjust.reasons.${r}`) }))}
        {...form.getInputProps('reason')}
      />
      <Textarea
        label={t('adjust.note')}
        description={t('adjust.noteHelp')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={noteLengthMax}
        {...form.getInputProps('note')}
      />
      {removing && (
        <Toggle
          label={t('adjust.allowDebt')}
          description={t('adjust.allowDebtHelp')}
          {...form.getInputProps('allowDebt', { type: 'checkbox' })}
        />
      )}
      {adjust.isError && <Problem inline error={adjust.error} />}
      <div className={classes.formFoot}>
        <span className="num" aria-live="polite">
          {change !== 0 && t('adjust.after', { before: f.number(account.balance), after: f.number(account.balance + change) })}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={adjust.isPending}>
          {t(removing ? 'adjust.submitRemove' : 'adjust.submitAdd')}
        </Button>
      </div>
    </form>
  );
}

function useAdjustForm(account: Account) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  return useForm<Values>({
    initialValues: { direction: 'add', points: '', reason: 'goodwill', note: '', allowDebt: false },
    validate: {
      points: (value, all) => {
        if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > pointsMax)
          return t('adjust.pointsRange', { max: f.number(pointsMax) });
        if (all.direction === 'remove' && !all.allowDebt && value > account.available)
          return t('adjust.tooFew', { available: t('common:points', { count: account.available, value: f.number(account.available) }) });
        return null;
      },
      note: isNotEmpty(t('common:form.required')),
    },
  });
}
