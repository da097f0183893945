import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, LeaveQuestion } from '../../ui/LeaveGuard';
import { SaveRow } from '../../ui/SaveRow';
import classes from './Team.module.css';

interface FormDialogProps {
  title: string;
  /** There are changes that closing would lose. */
  unsaved: boolean;
  faulty: boolean;
  error: unknown;
  pending: boolean;
  onSubmit: (event?: React.FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog, which asks before changes are lost. */
export function FormDialog({ title, unsaved, faulty, error, pending, onSubmit, onClose, children }: FormDialogProps) {
  const { t } = useTranslation();
  const [leaving, setLeaving] = useState(false);
  const close = () => (unsaved ? setLeaving(true) : onClose());
  return (
    <Modal.Stack>
      <Modal opened stackId="form" onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
        <form className={classes.form} noValidate onSubmit={onSubmit}>
          {children}
          <SaveRow error={error} faulty={faulty} pending={pending} onCancel={close} />
        </form>
        <LeaveGuard active={unsaved && !pending} />
      </Modal>
      <LeaveQuestion opened={leaving} stackId="leave" onStay={() => setLeaving(false)} onLeave={onClose} />
    </Modal.Stack>
  );
}
