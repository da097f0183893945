import { Button, Modal } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import classes from './LeaveGuard.module.css';

/** Asks before unsaved changes are lost, inside the panel and on closing it. */
export function LeaveGuard({ active }: { active: boolean }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => active && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [active]);
  return <LeaveQuestion opened={blocker.state === 'blocked'} onStay={() => blocker.reset?.()} onLeave={() => blocker.proceed?.()} />;
}

interface QuestionProps {
  opened: boolean;
  /** Its name in a stack of dialogs, so that one press of Escape is for one of them. */
  stackId?: string;
  onStay: () => void;
  onLeave: () => void;
}

/** The question itself, for dialogs that are closed with unsaved changes. */
export function LeaveQuestion({ opened, stackId, onStay, onLeave }: QuestionProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onStay} title={t('leave.title')} withCloseButton={false} zIndex={300} stackId={stackId}>
      <p>{t('leave.text')}</p>
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={onStay}>
          {t('leave.stay')}
        </Button>
        <Button color="red.8" onClick={onLeave}>
          {t('leave.leave')}
        </Button>
      </div>
    </Modal>
  );
}
