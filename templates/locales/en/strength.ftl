# How hard a password is to guess, and what would help. Advice, beside the rules.

strength-score-0 = Very easy to guess
strength-score-1 = Easy to guess
strength-score-2 = Still rather easy to guess
strength-score-3 = Hard to guess
strength-score-4 = Very hard to guess

strength-warning-keyboard-row = Keys in a row are easy to guess.
strength-warning-keyboard-pattern = Short patterns on the keyboard are easy to guess.
strength-warning-same-character = The same sign again and again is easy to guess.
strength-warning-repeat = Repeats are as easy to guess as the first part alone.
strength-warning-common = This is a password that many people use.
strength-warning-like-common = This is like a password that many people use.
strength-warning-sequence = Runs such as abc or 6543 are easy to guess.
strength-warning-year = Years of our time are easy to guess.
strength-warning-single-word = One word by itself is easy to guess.
strength-warning-date = Dates are often easy to guess.
strength-warning-single-name = A name by itself is easy to guess.
strength-warning-common-name = Names that many people have are easy to guess.

strength-suggestion-few-words = Use a few words that do not belong together.
strength-suggestion-no-need-for-signs = Length helps more than signs, digits or capital letters.
strength-suggestion-another-word = Add another word or two. Rare words are better.
strength-suggestion-capitals = A capital letter at the start does not help much.
strength-suggestion-all-capitals = All capital letters are as easy to guess as all small ones.
strength-suggestion-backwards = A word written backwards is not much harder to guess.
strength-suggestion-substitutions = Swaps such as @ for a do not help much.
strength-suggestion-longer-pattern = Use words and not a pattern on the keyboard.
strength-suggestion-no-repeats = Use each word and each sign only once.
strength-suggestion-no-sequences = Leave out runs such as abc or 123.
strength-suggestion-no-dates = Leave out years and dates that have to do with you.
