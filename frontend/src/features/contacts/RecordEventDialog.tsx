import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asApiError, formErrors } from '../../api/errors';
import { useFormat } from '../../ui/format';
import { Problem } from '../../ui/Problem';
import { noteLengthMax } from './AdjustDialog';
import { useRecordEvent } from './api';
import classes from './Contact.module.css';

interface DialogProps {
  id: string;
  names: string[];
  onClose: () => void;
}

/** Records an event of the store's own. */
export function RecordEventDialog({ opened, onClose, ...props }: DialogProps & { opened: boolean }) {
  const { t } = useTranslation(['contacts', 'common']);
  return (
    <Modal opened={opened} onClose={onClose} title={t('events.record')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <RecordForm {...props} onClose={onClose} />
    </Modal>
  );
}

function RecordForm({ id, names, onClose }: DialogProps) {
  const { t } = useTranslation(['contacts', 'common']);
  const f = useFormat();
  const [key] = useState(() => crypto.randomUUID());
  const record = useRecordEvent(id);
  const form = useForm({
    initialValues: { name: names.length === 1 ? (names[0] ?? '') : '', note: '' },
    validate: { name: isNotEmpty(t('common:form.required')) },
  });
  const submit = form.onSubmit((values) =>
    record.mutate(
      { key, name: values.name, note: values.note.trim() },
      {
        onSuccess: ({ event, replayed }) => {
          const points = t('common:points', { count: event.points, value: f.number(event.points) });
          notifications.show({ message: replayed ? t('events.replayed') : t('events.done', { points }) });
          onClose();
        },
        onError: (error) => form.setErrors(formErrors(asApiError(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className="muted">{t('events.recordText')}</p>
      <Select label={t('events.name')} data={names} allowDeselect={false} data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label={t('events.note')}
        description={t('events.noteHelp')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={noteLengthMax}
        {...form.getInputProps('note')}
      />
      {record.isError && <Problem inline error={record.error} />}
      <div className={classes.formFoot}>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={record.isPending}>
          {t('events.submit')}
        </Button>
      </div>
    </form>
  );
}
