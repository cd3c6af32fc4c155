import { useTranslation } from 'react-i18next';

/** On every screen and every printed page of an exercise: nobody ever takes it for real. */
export function ExerciseFrame({ on }: { on: boolean }) {
  const { t } = useTranslation();
  if (!on) return null;
  return (
    <>
      <p className="exercise-band" role="region" aria-label={t('app.kind.exercise')}>
        {t('app.exerciseThrice')}
      </p>
      <div className="exercise-frame" aria-hidden="true" />
    </>
  );
}
