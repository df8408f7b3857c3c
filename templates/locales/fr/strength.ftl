# Si un mot de passe est difficile à deviner, et ce qui aiderait. Un conseil, à côté des règles.

strength-score-0 = Très facile à deviner
strength-score-1 = Facile à deviner
strength-score-2 = Encore assez facile à deviner
strength-score-3 = Difficile à deviner
strength-score-4 = Très difficile à deviner

strength-warning-keyboard-row = Des touches qui se suivent sont faciles à deviner.
strength-warning-keyboard-pattern = Un petit dessin sur le clavier est facile à deviner.
strength-warning-same-character = Le même signe répété est facile à deviner.
strength-warning-repeat = Une répétition est aussi facile à deviner que sa première partie.
strength-warning-common = Beaucoup de gens ont ce mot de passe.
strength-warning-like-common = Ce mot de passe ressemble à un autre que beaucoup de gens ont.
strength-warning-sequence = Des suites comme abc ou 6543 sont faciles à deviner.
strength-warning-year = Les années de notre époque sont faciles à deviner.
strength-warning-single-word = Un mot tout seul est facile à deviner.
strength-warning-date = Les dates sont souvent faciles à deviner.
strength-warning-single-name = Un nom tout seul est facile à deviner.
strength-warning-common-name = Les noms que beaucoup de gens portent sont faciles à deviner.

strength-suggestion-few-words = Utilisez quelques mots qui ne vont pas ensemble.
strength-suggestion-no-need-for-signs = La longueur aide plus que les signes, les chiffres ou les majuscules.
strength-suggestion-another-word = Ajoutez un mot ou deux. Les mots rares sont meilleurs.
strength-suggestion-capitals = Une majuscule au début n’aide pas beaucoup.
strength-suggestion-all-capitals = Tout en majuscules est aussi facile à deviner que tout en minuscules.
strength-suggestion-backwards = Un mot écrit à l’envers n’est guère plus difficile à deviner.
strength-suggestion-substitutions = Écrire @ à la place de a n’aide pas beaucoup.
strength-suggestion-longer-pattern = Utilisez des mots et non un dessin sur le clavier.
strength-suggestion-no-repeats = Utilisez chaque mot et chaque signe une seule fois.
strength-suggestion-no-sequences = Évitez les suites comme abc ou 123.
strength-suggestion-no-dates = Évitez les années et les dates qui ont un lien avec vous.
