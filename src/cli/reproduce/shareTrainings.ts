import { parse } from 'jsonc-parser';
import { applyOverrides } from '../configOverrides';

/**
 * Variants that are only tested on something else (`data.test`) are one training: all but the first name, as `trainedIn`, the
 * folder of the first.
 */
export function shareTrainings<Order extends { readonly folder: string; readonly configText: string }>(
  orders: readonly Order[],
): (Order & { readonly trainedIn?: string })[] {
  const folders = new Map<string, string>();
  return orders.map((order) => {
    const training = JSON.stringify(
      parse(applyOverrides(order.configText, [{ path: ['data', 'test'], value: undefined }])),
    );
    const trainedIn = folders.get(training);
    if (trainedIn !== undefined) return { ...order, trainedIn };
    folders.set(training, order.folder);
    return order;
  });
}
