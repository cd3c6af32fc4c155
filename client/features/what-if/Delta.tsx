/** More lost is worse, less is better; the sign says it without the colour. */
export function Delta({ value }: { value: number }) {
  const round = Math.round(value);
  const words = round > 0 ? `+${round.toLocaleString('en')}` : round < 0 ? `−${(-round).toLocaleString('en')}` : '0';
  return <td className={round > 0 ? 'wi-worse' : round < 0 ? 'wi-better' : ''}>{words}</td>;
}
