import type { z } from 'zod';
import { assetCommands } from './asset/commands.ts';
import { directoryCommands } from './directory/commands.ts';
import { incidentCommands } from './incident/commands.ts';
import { noteCommands } from './note/commands.ts';
import { clockCommands } from './operation/commands.ts';
import { releaseCommands } from './release/commands.ts';
import { scenarioCommands } from './scenario/commands.ts';
import { taskCommands } from './task/commands.ts';

/** Every command and the form of its data. Those of the directory are sent to the operation named `directory`. */
export const COMMANDS = {
  ...assetCommands,
  ...incidentCommands,
  ...taskCommands,
  ...noteCommands,
  ...releaseCommands,
  ...scenarioCommands,
  ...clockCommands,
  ...directoryCommands,
} as const;

export type CommandType = keyof typeof COMMANDS;
export type CommandInput<T extends CommandType> = z.input<(typeof COMMANDS)[T]>;
export type CommandData<T extends CommandType> = z.output<(typeof COMMANDS)[T]>;

export const isCommandType = (type: string): type is CommandType => Object.hasOwn(COMMANDS, type);
export const belongsToDirectory = (type: CommandType): boolean => Object.hasOwn(directoryCommands, type);
