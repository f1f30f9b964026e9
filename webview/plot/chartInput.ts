import type { PlotSurface } from './plotSurface';
import { valueAt, type AxisRange } from './xRange';

export interface ChartInputOptions {
  /** What takes the pointer and the keyboard. */
  readonly element: HTMLElement;
  readonly plot: PlotSurface;
  /** What is seen of the x-axis, and whether it is logarithmic. */
  readonly seen: () => {
    readonly range: AxisRange;
    readonly isLogarithmic: boolean;
    readonly isAll: boolean;
  };
  readonly onZoom: (factor: number, about: number) => void;
  readonly onPan: (share: number) => void;
  readonly onReset: () => void;
  /** The pointer, or the keyboard's crosshair, is at an x value; undefined: it left. */
  readonly onHover: (x: number | undefined, at: { x: number; y: number } | undefined) => void;
}

/** How much closer, and how far to the side (a share of what is seen), a key or a button takes. */
export const zoomFactor = 1.6;
export const panShare = 0.25;
const wheelFactor = 1.2;
const keyShare = 0.02;

/** Wheel, drag, double click and keys of a chart. */
export function listenToChart(options: ChartInputOptions): void {
  const { element, plot, seen, onZoom, onPan, onReset, onHover } = options;
  let dragFrom: number | undefined;
  let keyShareAt = 0.5;

  element.addEventListener(
    'wheel',
    (event) => {
      // Where there is nothing left to zoom out to, the wheel scrolls the page.
      if (event.ctrlKey || plot.xAt(event.offsetX) === undefined || (event.deltaY > 0 && seen().isAll))
        return;
      event.preventDefault();
      const { left, width } = plot.area;
      // Touchpads send many small turns.
      const turns = Math.min(1, Math.abs(event.deltaY) / 100);
      onZoom(wheelFactor ** (event.deltaY < 0 ? turns : -turns), (event.offsetX - left) / width);
    },
    { passive: false },
  );
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    dragFrom = event.clientX;
    if (event.isTrusted) element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (dragFrom !== undefined && event.clientX !== dragFrom) {
      onPan((dragFrom - event.clientX) / plot.area.width);
      dragFrom = event.clientX;
      onHover(undefined, undefined);
    }
    if (dragFrom === undefined) onHover(plot.xAt(event.offsetX), { x: event.clientX, y: event.clientY });
  });
  const drop = (): void => {
    dragFrom = undefined;
  };
  element.addEventListener('pointerup', drop);
  element.addEventListener('pointercancel', drop);
  element.addEventListener('pointerleave', () => onHover(undefined, undefined));
  element.addEventListener('dblclick', onReset);
  element.addEventListener('blur', () => onHover(undefined, undefined));
  element.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -keyShare, ArrowRight: keyShare, Home: -1, End: 1 }[event.key];
    if (move !== undefined && event.shiftKey) onPan(Math.sign(move) * panShare);
    else if (move !== undefined) {
      keyShareAt = Math.min(1, Math.max(0, keyShareAt + move));
      const { range, isLogarithmic } = seen();
      const x = valueAt(keyShareAt, range, isLogarithmic);
      const { left, top } = element.getBoundingClientRect();
      onHover(x, { x: left + plot.pixelOf(x), y: top + plot.area.top });
    } else if (event.key === '+' || event.key === '=') onZoom(zoomFactor, keyShareAt);
    else if (event.key === '-') onZoom(1 / zoomFactor, keyShareAt);
    else if (event.key === '0') onReset();
    else if (event.key === 'Escape') onHover(undefined, undefined);
    else return;
    event.preventDefault();
  });
}
