import { useTocsin } from '../../ui/tocsin.ts';
import { t } from '../text.ts';

/** From the face when it is here, else from the list of operations: the frame must be there before the picture is (U11). */
export function useExercise(): boolean {
  return useTocsin((state) => {
    const id = state.operationId;
    if (id === undefined) return false;
    const kind = state.faces.operation.get(id)?.kind ?? state.operations.find((one) => one.id === id)?.kind;
    return kind === 'exercise';
  });
}

export function ExerciseStrip() {
  return (
    <p className="p-exercise">
      <span>{t('phone.exercise')}</span>
      <span aria-hidden="true">{t('phone.exercise')}</span>
      <span aria-hidden="true">{t('phone.exercise')}</span>
    </p>
  );
}
