import { Button, Modal, NumberInput, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import type { Account } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { noteLengthMax } from './AdjustDialog';
import { useForgive } from './api';
import classes from './Contact.module.css';

interface DialogProps {
  id: string;
  account: Account;
  onClose: () => void;
}

/** Writes off what a contact owes, in part or whole. */
export function ForgiveDialog({ opened, onClose, ...props }: DialogProps & { opened: boolean }) {
  const { t } = useTranslation(['contacts', 'common']);
  return (
    <Modal opened={opened} onClose={onClose} title={t('forgive.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <ForgiveForm {...props} onClose={onClose} />
    </Modal>
  );
}

function ForgiveForm({ id, account, onClose }: DialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const [key] = useState(() => crypto.randomUUID());
  const forgive = useForgive(id);
  const points = (n: number) => t('common:points', { count: n, value: f.number(n) });
  const form = useForm<{ points: number | string; note: string }>({
    initialValues: { points: account.debt, note: '' },
    validate: {
      points: (value) =>
        typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= account.debt
          ? null
          : t('forgive.pointsRange', { max: f.number(account.debt) }),
      note: isNotEmpty(t('common:form.required')),
    },
  });
  const submit = form.onSubmit((values) =>
    forgive.mutate(
      { key, points: Number(values.points), note: values.note.trim() },
      {
        onSuccess: ({ account: after }) => {
          notifications.show({ message: t('forgive.done', { balance: points(after.balance) }) });
          onClose();
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p>{t('forgive.text', { debt: points(account.debt) })}</p>
      <NumberInput
        label={t('forgive.points')}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        hideControls
        data-autofocus
        {...form.getInputProps('points')}
      />
      <Textarea label={t('forgive.note')} autosize minRows={2} maxRows={6} maxLength={noteLengthMax} {...form.getInputProps('note')} />
      {forgive.isError && <Problem inline error={forgive.error} />}
      <div className={classes.formFoot}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={forgive.isPending}>
          {t('forgive.submit')}
        </Button>
      </div>
    </form>
  );
}
